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
func (w *deadlineWriter) setReadDeadline() {
	if w.readTimeout <= 0 {
		return
	}
	due := time.Now().Add(w.readTimeout)
	if !w.receiveBy.IsZero() && due.After(w.receiveBy) {
		due = w.receiveBy
	}
	w.control.SetReadDeadline(due)
}

// Write gives every maxPooled bytes a deadline of their own. The last one stays in
// force after the handler has returned, because net/http may still hold bytes back.
func (w *deadlineWriter) Write(p []byte) (done int, err error) {
	for err == nil && done < len(p) {
		var n int
		w.setWriteDeadline()
		n, err = w.ResponseWriter.Write(p[done:min(len(p), done+maxPooled)])
		done += n
	}
	return done, err
}

// Flush sends what has been written, under the deadline that Write has set.
func (w *deadlineWriter) Flush() error { return w.control.Flush() }

// setWriteDeadline limits what is written from now on.
func (w *deadlineWriter) setWriteDeadline() {
	if w.writeTimeout > 0 {
		w.control.SetWriteDeadline(time.Now().Add(w.writeTimeout))
	}
}

// clearWriteDeadline allows any time until the next write.
func (w *deadlineWriter) clearWriteDeadline() {
	if w.writeTimeout > 0 {
		w.control.SetWriteDeadline(time.Time{})
	}
}
