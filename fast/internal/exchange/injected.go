package exchange

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/stream"
)

var _ streamed = (*call)(nil)

// Outlive takes over the slot of the request and tells the stats that the answer is sent
// after the handler.
func (c *call) Outlive(ctx *fasthttp.RequestCtx) {
	c.slot = front.TakeSlot(ctx)
	c.stats.Outlive(ctx)
}

// HTMLHeaders returns the headers of an answer with the wrong content type.
func (c *call) HTMLHeaders() *header.Block { return c.endpoint.HTMLHeaders }

// Estimate returns roughly how many events c's stream has.
func (c *call) Estimate() float64 { return c.Stream.Estimate(c.CompletionTokens, len(c.Choices)) }

// Ended reports whether the last event of c's stream is rendered.
func (c *call) Ended() bool { return c.Stream.Ended }

// Drop removes the event that was rendered last from the count.
func (c *call) Drop() { c.Stream.Events-- }

// Empty removes the content of all further events. It returns false if it cannot.
func (c *call) Empty() bool { return c.Encoder.Empty() }

// AppendEmpty appends an event without choices.
func (c *call) AppendEmpty(dst []byte) []byte { return c.Encoder.AppendEmpty(dst, &c.Stream) }

// AppendError appends the event that ends a stream with an error.
func (c *call) AppendError(dst []byte, e *apierr.Error) []byte {
	return c.Encoder.AppendError(dst, &c.Stream, e)
}

// Payload returns the JSON of an event that is a binary message; false means that events
// are text.
func (c *call) Payload(event []byte) (payload []byte, binary bool) {
	framer, binary := c.Encoder.(stream.Framer)
	if !binary {
		return nil, false
	}
	return framer.Payload(event), true
}

// AppendFramed appends an event that is a binary message with another JSON.
func (c *call) AppendFramed(dst, event, payload []byte) []byte {
	return c.Encoder.(stream.Framer).AppendFramed(dst, event, payload)
}
