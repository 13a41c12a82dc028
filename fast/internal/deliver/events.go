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
	// Due returns when the event that Next appended last is due; 0 means at once.
	Due() pace.Instant
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
