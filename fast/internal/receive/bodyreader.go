package receive

import (
	"io"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
)

// bodyReader reads one body in place of fasthttp.
type bodyReader struct {
	bodies   *Bodies
	conn     *coalesce.Conn
	length   int            // as announced, or chunked
	decoy    *requestBuffer // fasthttp fills DecoyLength bytes of it
	body     *requestBuffer // the decoy or, if chunked, another buffer
	chunks   chunks
	original []byte // fasthttp's own buffer, which the decoy replaces
	done     bool   // the body is complete
}

var bodyReaders = sync.Pool{New: func() any { return new(bodyReader) }}

var _ coalesce.Source = (*bodyReader)(nil)

// Read is called by fasthttp for the part p of the decoy that its own buffer did not
// fill. It returns once the body is complete.
func (r *bodyReader) Read(p []byte) (int, error) {
	if r.done {
		return r.conn.ReadDirect(p)
	}
	r.decoy.b = r.decoy.b[:DecoyLength-len(p)]
	if err := r.receive(); err != nil {
		return 0, err
	}
	r.done = true
	return len(p), nil
}

func (r *bodyReader) receive() error {
	budget := r.bodies.budget
	if !r.decoy.charge.Resize(budget, cap(r.decoy.b)) {
		return memory.ErrExhausted
	}
	if r.length == chunked {
		return r.receiveChunks()
	}
	r.body = r.decoy
	for len(r.body.b) < r.length {
		if err := r.body.readFrom(direct{r.conn}, budget, r.length); err != nil {
			return err
		}
	}
	return nil
}

// receiveChunks reads a chunked body whose beginning is in the decoy.
func (r *bodyReader) receiveChunks() error {
	budget, most := r.bodies.budget, r.bodies.max
	r.body = requestBuffers.Get().(*requestBuffer)
	r.body.b = r.body.b[:0]
	if !r.body.charge.Resize(budget, cap(r.body.b)) {
		return memory.ErrExhausted
	}
	r.chunks.begin(r.decoy.b, r.conn)
	for {
		err := r.body.readFrom(&r.chunks, budget, most+1) // one more byte, to find bodies that are too long
		switch {
		case len(r.body.b) > most:
			return fasthttp.ErrBodyTooLarge
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// GiveBack ends the reader after its request is answered. What it has read of the
// next request stays with the connection. After a failure fasthttp may still use the
// decoy, so its memory is not pooled.
func (r *bodyReader) GiveBack() {
	r.conn.SetSource(nil)
	if rest := r.chunks.end(); r.done && len(rest) > 0 {
		r.conn.SetSource(&leftover{r.conn, rest})
	}
	if r.body != nil && r.body != r.decoy {
		releaseBuffer(r.body)
	}
	if !r.done {
		r.decoy.b = nil
	}
	releaseBuffer(r.decoy)
	*r = bodyReader{chunks: r.chunks}
	bodyReaders.Put(r)
}

// direct reads from a connection, not from its source. The end of the connection is
// an error.
type direct struct{ conn *coalesce.Conn }

func (d direct) Read(p []byte) (int, error) {
	n, err := d.conn.ReadDirect(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
