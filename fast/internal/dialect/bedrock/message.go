package bedrock

import (
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// message is what an answer of Converse has besides its choice, and how far its stream has
// come.
type message struct {
	session *dialect.Session
	model   []byte // buffer for the model in the path
	scratch []byte

	systemChars, toolChars int // of the prompt, besides its messages
	stopField, stopInDelta bool

	blocks  []block
	began   bool // the stream has
	stopped bool
	turn    int // index of the current block
	step    step
	at      int // tokens of its text streamed so far
}

// block is a part of an answer's content.
type block struct {
	kind blockKind
	text pool.Article     // text, reasoning, or input as JSON
	call *engine.ToolCall // of a tool
	cut  bool             // the input is incomplete
}

type blockKind uint8

const (
	textBlock blockKind = iota
	reasoningBlock
	toolBlock
)

var messagePool = sync.Pool{New: func() any { return new(message) }}

// messageOf returns the message of c, which releases it.
func messageOf(c *dialect.Session) *message {
	if c.State != nil {
		return c.State.(*message)
	}
	m := messagePool.Get().(*message)
	m.session = c
	c.State, c.Encoder = m, m
	return m
}

// Release returns m to the pool. Nothing of it may be used afterwards.
func (m *message) Release() {
	*m = message{
		blocks: render.ClearOrDrop(m.blocks),
		model:  render.ResetOrDrop(m.model), scratch: render.ResetOrDrop(m.scratch),
	}
	messagePool.Put(m)
}

// readModel takes the model from the path.
func (m *message) readModel(uri *fasthttp.URI, l Listed) (err *apierr.Error) {
	m.session.Request.Model, m.model, err = l.modelIn(uri, m.model)
	return err
}

// arrange makes the blocks: reasoning, a text, calls of tools. Nothing said is no block.
func (m *message) arrange(g *engine.Generator) {
	c := m.session
	if c.Thinks() {
		m.blocks = append(m.blocks, block{kind: reasoningBlock, text: g.Thought(&c.Turn, c.ReasoningTokens)})
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

// stopReason says why the message ends.
func (m *message) stopReason() string {
	c := m.session
	switch said := &c.Choices[0]; {
	case said.Finish == engine.FinishLength:
		return "max_tokens"
	case said.Finish == engine.FinishRefusal, said.Finish == engine.FinishFiltered:
		return "content_filtered"
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

// latency returns how long the model took, in milliseconds.
func (m *message) latency() int { return latencyOf(m.session) }

func latencyOf(c *dialect.Session) int {
	if c.Clock == nil {
		return 0
	}
	_, all := c.Clock.Spent()
	return int(all.Milliseconds())
}
