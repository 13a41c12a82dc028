package bedrock

import (
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// Invoke is the codec of InvokeModel and of InvokeModelWithResponseStream. The bodies are
// those of Anthropic's messages, without the model.
type Invoke struct {
	Messages *anthropic.Messages
	Listed   Listed
	Streams  bool
}

// MessageIDPrefix is what the ids of Messages begin with.
const MessageIDPrefix = "msg_bdrk_"

var _ dialect.URIReader = (*Invoke)(nil)

// invocation is the state of a request. It wraps the state of the message.
type invocation struct {
	message dialect.State
	model   []byte // buffer for the model in the path
	events  stream.Encoder
	session *dialect.Session
	event   []byte // rendered last by events
}

var invocations = sync.Pool{New: func() any { return new(invocation) }}

// invocationOf returns the invocation of c, which releases it.
func invocationOf(c *dialect.Session) *invocation {
	if c.State != nil {
		return c.State.(*invocation)
	}
	v := invocations.Get().(*invocation)
	v.session, c.State = c, v
	return v
}

// Release returns v to the pool. Nothing of it may be used afterwards.
func (v *invocation) Release() {
	if v.message != nil {
		v.message.Release()
	}
	*v = invocation{model: render.ResetOrDrop(v.model), event: render.ResetOrDrop(v.event)}
	invocations.Put(v)
}

func (t *Invoke) ReadURI(c *dialect.Session, uri *fasthttp.URI) (err *apierr.Error) {
	v := invocationOf(c)
	c.Request.Model, v.model, err = t.Listed.modelIn(uri, v.model)
	return err
}

// Decode reads the body. A model or stream in it has no effect.
func (t *Invoke) Decode(c *dialect.Session) *apierr.Error {
	v, model := invocationOf(c), c.Request.Model
	err := t.Messages.Decode(c)
	v.message, c.State = c.State, v
	c.Request.Model, c.Request.Stream = model, t.Streams
	return err
}

func (t *Invoke) Generate(c *dialect.Session) *apierr.Error {
	v := invocationOf(c)
	c.State = v.message
	err := t.Messages.Generate(c)
	c.State = v
	return err
}

func (t *Invoke) Size(c *dialect.Session) (int, *apierr.Error) { return t.Messages.Size(c) }

func (t *Invoke) Hold(c *dialect.Session) (tokens int, waits bool) { return t.Messages.Hold(c) }

func (t *Invoke) Begin(c *dialect.Session) {
	v := invocationOf(c)
	c.State = v.message
	t.Messages.Begin(c)
	c.State = v
	v.events, c.Encoder = c.Encoder, v
	c.Stream.SetEncoder(v)
	c.Stream.Plain = true // once the first piece of a text is rendered
}

func (t *Invoke) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	v := invocationOf(c)
	c.State = v.message
	dst = t.Messages.AppendAnswer(dst, c)
	c.State = v
	return dst
}

var (
	keyInputTokens  = []byte("X-Amzn-Bedrock-Input-Token-Count")
	keyContentType  = []byte("X-Amzn-Bedrock-Content-Type")
	jsonContentType = []byte("application/json")
)

const (
	outputTokensLine = header.LineEnd + "X-Amzn-Bedrock-Output-Token-Count: "
	latencyLine      = header.LineEnd + "X-Amzn-Bedrock-Invocation-Latency: "
)

// SetCounts sets the headers of an answer in one piece that say how many tokens it has, and
// how long it took.
func SetCounts(h *fasthttp.ResponseHeader, c *dialect.Session) {
	var room [128]byte
	value := render.AppendInt(room[:0], uncached(&c.Answer))
	first := len(value)
	value = render.AppendInt(append(value, outputTokensLine...), c.CompletionTokens)
	second := len(value)
	value = render.AppendInt(append(value, latencyLine...), latencyOf(c))
	header.SetLines(h, keyInputTokens, value, first, second)
}

// SetContentType sets the header of a stream that says what its chunks contain.
func SetContentType(h *fasthttp.ResponseHeader, _ *dialect.Session) {
	h.SetCanonical(keyContentType, jsonContentType)
}
