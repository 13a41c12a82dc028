package h2

import (
	"net/http"
	"time"
)

// deadlineWriter sets a deadline for each step of a stream. A step that takes longer
// resets the stream: a client may never open its window, which a deadline of the
// connection does not notice.
type deadlineWriter struct {
	http.ResponseWriter
	control                   *http.ResponseController
	readTimeout, writeTimeout time.Duration // 0 means no limit
	receiveBy                 time.Time     // when the request must be complete; zero for no limit
}

// setReadDeadline limits the wait for more of the request's body.
func (b *deadlineWriter) setReadDeadline() {
	if b.readTimeout <= 0 {
		return
	}
	due := time.Now().Add(b.readTimeout)
	if !b.receiveBy.IsZero() && due.After(b.receiveBy) {
		due = b.receiveBy
	}
	b.control.SetReadDeadline(due)
}

// Write gives every maxPooled bytes a deadline of their own. The last one stays in
// force after the handler has returned, because net/http may still hold bytes back.
func (b *deadlineWriter) Write(p []byte) (done int, err error) {
	for err == nil && done < len(p) {
		var n int
		b.setWriteDeadline()
		n, err = b.ResponseWriter.Write(p[done:min(len(p), done+maxPooled)])
		done += n
	}
	return done, err
}

// Flush sends what has been written, under the deadline that Write has set.
func (b *deadlineWriter) Flush() error { return b.control.Flush() }

// setWriteDeadline limits what is written from now on.
func (b *deadlineWriter) setWriteDeadline() {
	if b.writeTimeout > 0 {
		b.control.SetWriteDeadline(time.Now().Add(b.writeTimeout))
	}
}

// clearWriteDeadline allows any time until the next write.
func (b *deadlineWriter) clearWriteDeadline() {
	if b.writeTimeout > 0 {
		b.control.SetWriteDeadline(time.Time{})
	}
}
