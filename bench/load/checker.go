package load

import (
	"bytes"
	"errors"

	"mock-openai/bench/sse"
)

// Checker looks at the answers of one connection while they arrive. The calls for
// one request are Begin, Head, then any number of Event (of a stream) or Body (of
// any other answer), and End. One goroutine makes them all. Slices are valid until the
// call returns; the body of Begin and a whole Body are valid until End.
//
// Head is not called if no head arrived, nor Event for an event within which the stream
// broke.
type Checker interface {
	// Begin comes before request n is sent, counted from First over all connections;
	// body is what will be sent.
	Begin(n int64, body []byte)
	// Head comes with the status line and the headers.
	Head(Head)
	// Event is one event of a stream, comments aside. read is the number of the
	// read that brought its end, from 1 on for each answer: events of the same read
	// arrived together. Event reports whether it knows that the event has content;
	// if not, the content is looked for.
	Event(e sse.Event, read int) (content bool)
	// Body is the next part of a body that is no stream. If that is all of it, it is
	// valid until End returns.
	Body(part []byte, whole bool)
	// End ends the answer. err is nil if its framing was complete, whatever the
	// status, and ErrLeft if the client left, by intent or at the end of the run.
	// Otherwise it is what broke the answer.
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
