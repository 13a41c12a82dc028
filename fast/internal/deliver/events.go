package deliver

import "mock-openai/fast/pace"

// Events are the events of a stream.
type Events interface {
	// Next appends the next event to dst; false means that there is none.
	Next(dst []byte) (_ []byte, more bool)
	// AppendChunks is Next with the event as an HTTP/1.1 chunk. It may append more
	// than one.
	AppendChunks(dst []byte) (_ []byte, more bool)
}

// Exchange is the request that a stream answers.
type Exchange interface {
	// Due returns when the event that Next appended last is due. 0 means at once, Unknown
	// that only Ask can tell.
	Due() pace.Instant
	Asker
	// Wrote is called after events have been written.
	Wrote()
	// ClientLeft is called if the client has left before the end.
	ClientLeft()
	// Detach is called before the request may go away: the exchange must not use it
	// afterwards.
	Detach()
	// Release is called once, when the stream is sent or given up.
	Release()
}

// Unknown is the deadline of an event that depends on what other requests do.
const Unknown pace.Instant = -1

// Asker knows, or finds out, when something is due.
type Asker interface {
	// Ask returns when it is due. If that is not known yet, it returns an instant at which
	// to ask again, and may wake w sooner.
	Ask(w pace.Waker) (at pace.Instant, known bool)
	// After Forget, no waker of an earlier Ask is woken.
	Forget()
}
