package h2

import (
	"net/http"
	"time"
)

// bounded is a stream on which each step has its time; 0 means any. One that
// takes longer resets the stream: a client may never open its window, which no
// deadline of its connection sees.
type bounded struct {
	http.ResponseWriter
	control     *http.ResponseController
	read, write time.Duration
	received    time.Time // when the whole request must be there; zero for any time
}

// await bounds the wait for more of the request's body.
func (b *bounded) await() {
	if b.read <= 0 {
		return
	}
	due := time.Now().Add(b.read)
	if !b.received.IsZero() && due.After(b.received) {
		due = b.received
	}
	b.control.SetReadDeadline(due)
}

// Write has a time of its own for every maxKept bytes. The last one's goes on
// after the handler has returned: what net/http has kept back waits until then.
func (b *bounded) Write(p []byte) (done int, err error) {
	for err == nil && done < len(p) {
		var n int
		b.hurry()
		n, err = b.ResponseWriter.Write(p[done:min(len(p), done+maxKept)])
		done += n
	}
	return done, err
}

// Flush sends what has been written, in the time that Write has set.
func (b *bounded) Flush() error { return b.control.Flush() }

// hurry bounds what is written from now on.
func (b *bounded) hurry() {
	if b.write > 0 {
		b.control.SetWriteDeadline(time.Now().Add(b.write))
	}
}

// rest lets any time pass before something is written.
func (b *bounded) rest() {
	if b.write > 0 {
		b.control.SetWriteDeadline(time.Time{})
	}
}
