package bedrock

import (
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// message is what an answer of Converse has besides its choice, and how far its stream has
// come.
type message struct {
	session *dialect.Session
	model   []byte // buffer for the model in the path
	scratch []byte

	systemChars, toolChars int // of the prompt, besides its messages
	stopField, stopInDelta bool

	blocks  []dialect.Block
	began   bool // the stream has begun
	stopped bool
	turn    int // index of the current block
	step    step
	at      int // tokens of its text streamed so far
}

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

// latency returns how long the model took, in milliseconds.
func (m *message) latency() int { return latencyOf(m.session) }

func latencyOf(c *dialect.Session) int {
	if c.Clock == nil {
		return 0
	}
	_, all := c.Clock.Spent()
	return int(all.Milliseconds())
}
