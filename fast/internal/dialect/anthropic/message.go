package anthropic

import (
	"sync"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// message is the state of an answer of the Messages API besides its choice, and of its
// stream. It is pooled.
type message struct {
	session  *dialect.Session
	idPrefix string

	systemChars, toolChars int    // of the prompt, besides its messages
	speed                  []byte // that the request asks for, JSON-escaped
	wantsEdits             bool   // the request says how its context is edited

	blocks   []dialect.Block
	omitted  bool // thinking is not shown
	filling  bool // the context window limits the answer
	began    bool // the stream has begun
	pinged   bool
	turn     int // index of the current block
	step     step
	at       int // tokens of its text streamed so far
	finished bool
}

var messagePool = sync.Pool{New: func() any { return new(message) }}

// newMessage returns the message of c. The session releases it.
func newMessage(c *dialect.Session) *message {
	m := messagePool.Get().(*message)
	m.session = c
	c.State, c.Encoder = m, m
	return m
}

func messageOf(c *dialect.Session) *message { return c.State.(*message) }

// Release returns m to the pool. Nothing of it may be used afterwards.
func (m *message) Release() {
	*m = message{blocks: render.ClearOrDrop(m.blocks)}
	messagePool.Put(m)
}
