package h2

import (
	"io"
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
}

// readFrom reads from body, that of the request.
func (b *bounded) readFrom(body io.Reader, p []byte) (int, error) {
	if b.read > 0 && body != http.NoBody {
		b.control.SetReadDeadline(time.Now().Add(b.read))
	}
	return body.Read(p)
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
