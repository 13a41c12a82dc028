package cohere

import (
	"sync"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// message is the state of a chat request besides its choice: what it asks for, what the
// answer consists of, and how much of its stream has been sent.
type message struct {
	session *dialect.Session

	choice, format, thinking, citing, logprobs []byte // as they stand in the body; nil if absent
	documents                                  []byte
	toolChars, documentChars                   int // of the prompt, besides its messages

	blocks    []block
	citations citations

	began    bool // message-start has been sent
	turn     int  // index of the current block
	step     step
	at       int // tokens of its text sent so far, or citations
	finished bool
}

// block is a part of a message: a block of its content, the plan for its tools, or a call.
type block struct {
	kind  blockKind
	index int              // among the blocks of content, or among the calls
	text  pool.Article     // what it says, or the arguments of a call
	call  *engine.ToolCall // of a call
}

type blockKind uint8

const (
	textBlock blockKind = iota
	thinkingBlock
	planBlock
	callBlock
)

var messagePool = sync.Pool{New: func() any { return new(message) }}

// newMessage returns a message for c, which releases it.
func newMessage(c *dialect.Session) *message {
	m := messagePool.Get().(*message)
	m.session = c
	c.State, c.Encoder = m, m
	return m
}

func messageOf(c *dialect.Session) *message { return c.State.(*message) }

// Release returns m to the pool. Nothing of it may be used afterwards.
func (m *message) Release() {
	*m = message{blocks: render.ClearOrDrop(m.blocks), citations: m.citations.reset()}
	messagePool.Put(m)
}

// planTokens is how many tokens the plan for tools has.
const planTokens = 16

// arrange makes the blocks of the message: reasoning, then a text or calls of tools. A model
// that does not reason first says how it is going to use the tools.
func (m *message) arrange(g *engine.Generator) {
	c := m.session
	content, extras := 0, c.Extras
	if extras == nil {
		m.addText(0)
		return
	}
	if thought := extras.Choices[0].Reasoning; thought.Tokens() > 0 {
		m.blocks = append(m.blocks, block{kind: thinkingBlock, text: thought})
		content++
	}
	if len(extras.Calls) == 0 {
		m.addText(content)
		m.cite(content)
		return
	}
	if c.Reply != nil {
		m.addPlan(c.Choices[0].Article)
	} else if left := c.Request.MaxTokens - c.CompletionTokens; content == 0 && left > 0 {
		plan := g.Pool.Pick(c.DrawArticle(), min(planTokens, left))
		m.addPlan(plan)
		c.CompletionTokens += plan.Tokens()
	}
	for i := range extras.Calls {
		m.blocks = append(m.blocks, block{kind: callBlock, index: i, text: extras.Calls[i].Input, call: &extras.Calls[i]})
	}
}

// addPlan adds a plan for tools, if it says anything.
func (m *message) addPlan(plan pool.Article) {
	if plan.Tokens() > 0 {
		m.blocks = append(m.blocks, block{kind: planBlock, text: plan})
	}
}

// addText adds the text of the choice, if it has any, as block i of the content.
func (m *message) addText(i int) {
	if said := m.session.Choices[0].Article; said.Tokens() > 0 {
		m.blocks = append(m.blocks, block{kind: textBlock, index: i, text: said})
	}
}

// finishReason returns why the message ends.
func (m *message) finishReason() string {
	c := m.session
	switch said := &c.Choices[0]; {
	case said.Finish == engine.FinishLength:
		return "MAX_TOKENS"
	case c.Extras != nil && len(c.Extras.Calls) > 0:
		return "TOOL_CALL"
	case said.Stop != nil:
		return "STOP_SEQUENCE"
	}
	return "COMPLETE"
}
