package anthropic

import (
	"sync"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// message is what an answer of the Messages API has beside its choice, and how far its
// stream has come.
type message struct {
	session  *dialect.Session
	idPrefix string

	systemChars, toolChars int // of the prompt, beside its messages

	blocks   []dialect.Block
	omitted  bool // thinking is not shown
	began    bool // the stream is
	pinged   bool
	turn     int // the block whose turn it is
	step     step
	at       int // tokens of its text streamed so far
	finished bool
}

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

// blockID is the number that the id or the signature of block i is made of.
func (m *message) blockID(i int) render.ID {
	return render.ID{m.session.ID[0], m.session.ID[1] + 1 + uint64(i)}
}
