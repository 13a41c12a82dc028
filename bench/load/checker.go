// Package load drives requests at a URL and measures the answers.
package load

import (
	"bytes"
	"errors"

	"mock-openai/bench/sse"
)

// Checker looks at the answers of one connection while they arrive. The calls for
// one request are Begin, Head, then any number of Event (of a stream) or Body (of
// any other answer), and End. One goroutine makes them all; no slice is valid
// after the call returns, but body of Begin, which is until End, and a whole Body.
//
// Head is not called where no head arrived, and Event not where the stream broke
// within the event.
type Checker interface {
	// Begin comes before request n is sent, counted from First over all connections;
	// body is what will be sent.
	Begin(n int64, body []byte)
	// Head comes with the status line and the headers.
	Head(Head)
	// Event is one event of a stream, comments aside. Its end came with the
	// read of that number, counted from 1 since the head of this answer: events
	// with one number arrived together. It reports whether it has seen that the
	// event brings some of what the model says; if not, that is looked for.
	Event(e sse.Event, read int) (content bool)
	// Body is the next part of a body that is no stream. If it is the whole of it, it
	// is valid until the call of End returns.
	Body(part []byte, whole bool)
	// End is the end of the answer: nil if its framing was whole, whatever the
	// status; ErrLeft if the client left it, by intent or at the end of the run;
	// else what broke it.
	End(err error)
}

// Head is what a Checker sees of the status line and the headers.
type Head struct {
	Status      int
	ContentType []byte
	RequestID   []byte // X-Request-Id, or the provider's header; empty without
	Encoding    []byte // Content-Encoding, such as gzip; empty without
	Stream      bool   // Content-Type is that of a stream of events, which is not compressed
}

// Compressed reports whether the body is compressed. What is in it is not read then.
func (h *Head) Compressed() bool {
	return len(h.Encoding) > 0 && !bytes.EqualFold(h.Encoding, identity)
}

var identity = []byte("identity")

// ErrLeft ends an answer whose client left.
var ErrLeft = errors.New("the client left")
