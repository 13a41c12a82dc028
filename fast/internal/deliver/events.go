package deliver

import "mock-openai/fast/pace"

// Events are what a stream consists of.
type Events interface {
	// Next appends the next event to dst; false says that there is none.
	Next(dst []byte) (_ []byte, more bool)
	// AppendChunks does the same with the event as a chunk of HTTP/1.1's chunked
	// encoding. It may append more than one.
	AppendChunks(dst []byte) (_ []byte, more bool)
}

// Exchange is the request that a stream answers.
type Exchange interface {
	// Due is when the event is due that Next has appended last; 0 means at once.
	Due() pace.Instant
	// Wrote is told after events have been written.
	Wrote()
	// ClientLeft is told that the client has left before the end.
	ClientLeft()
	// Detach makes it need nothing of its request, which may be gone from now on.
	Detach()
	// Release ends it. It is called once, when the stream is sent or given up.
	Release()
}
