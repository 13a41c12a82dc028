package anthropic

import (
	"sync"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// message is what an answer of the Messages API has beside its choice, and how far its
// stream has come.
type message struct {
	session *dialect.Session

	systemChars, toolChars int // of the prompt, beside its messages

	blocks   []block
	omitted  bool // thinking is not shown
	began    bool // the stream is
	pinged   bool
	turn     int // the block whose turn it is
	step     step
	at       int // tokens of its text streamed so far
	finished bool
}

// block is a part of an answer's content.
type block struct {
	kind blockKind
	text pool.Article     // what it says: text, thinking, or input as JSON
	call *engine.ToolCall // of a tool
	cut  bool             // the input is not whole
}

type blockKind uint8

const (
	textBlock blockKind = iota
	thinkingBlock
	toolBlock
)

var messagePool = sync.Pool{New: func() any { return new(message) }}

// newMessage returns one for c, which releases it.
func newMessage(c *dialect.Session) *message {
	m := messagePool.Get().(*message)
	m.session = c
	c.State, c.Encoder = m, m
	return m
}

func messageOf(c *dialect.Session) *message { return c.State.(*message) }

// Release gives m back. Nothing of it may be used afterwards.
func (m *message) Release() {
	*m = message{blocks: render.ClearOrDrop(m.blocks)}
	messagePool.Put(m)
}

// arrange makes blocks of what is said: thinking, a text, calls of tools. Where nothing is
// said there are none.
func (m *message) arrange(g *engine.Generator) {
	c := m.session
	if c.Thinks() {
		m.blocks = append(m.blocks, block{kind: thinkingBlock, text: g.Thought(&c.Turn, c.ReasoningTokens)})
	}
	said := &c.Choices[0]
	if said.Article.Tokens() > 0 {
		m.blocks = append(m.blocks, block{text: said.Article})
	}
	if c.Extras != nil && len(c.Extras.Calls) > 0 {
		calls := c.Extras.Calls
		for i := range calls {
			m.blocks = append(m.blocks, block{kind: toolBlock, text: calls[i].Input, call: &calls[i]})
		}
		m.blocks[len(m.blocks)-1].cut = said.Finish == engine.FinishLength
	}
}

// stopReason is why the message ends.
func (m *message) stopReason() string {
	c := m.session
	switch said := &c.Choices[0]; {
	case said.Finish == engine.FinishLength:
		return "max_tokens"
	case said.Finish == engine.FinishRefusal, said.Finish == engine.FinishFiltered:
		return "refusal"
	case c.Extras != nil && len(c.Extras.Calls) > 0:
		return "tool_use"
	case said.Stop != nil:
		return "stop_sequence"
	}
	return "end_turn"
}

// blockID is the number that the id or the signature of block i is made of.
func (m *message) blockID(i int) render.ID {
	return render.ID{m.session.ID[0], m.session.ID[1] + 1 + uint64(i)}
}
