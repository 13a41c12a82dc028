package receive

import (
	"io"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
)

// bodyReader reads one body in fasthttp's place.
type bodyReader struct {
	bodies   *Bodies
	conn     *coalesce.Conn
	length   int            // as announced, or chunked
	decoy    *requestBuffer // of which fasthttp has DecoyLength bytes
	body     *requestBuffer // the decoy or, for chunks, another
	chunks   chunks
	original []byte // fasthttp's own buffer, which the decoy replaces
	done     bool   // the body is there
}

var bodyReaders = sync.Pool{New: func() any { return new(bodyReader) }}

var _ coalesce.Source = (*bodyReader)(nil)

// Read is called by fasthttp for the part p of the decoy that it could not fill from
// its own buffer. It returns once the body is there.
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

// receiveChunks reads a body whose beginning, still in chunks, is in the decoy.
func (r *bodyReader) receiveChunks() error {
	budget, most := r.bodies.budget, r.bodies.max
	r.body = requestBuffers.Get().(*requestBuffer)
	r.body.b = r.body.b[:0]
	if !r.body.charge.Resize(budget, cap(r.body.b)) {
		return memory.ErrExhausted
	}
	r.chunks.begin(r.decoy.b, r.conn)
	for {
		err := r.body.readFrom(&r.chunks, budget, most+1) // and one byte to see the end
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

// GiveBack ends the reader once its request is answered. What it has read of the next
// request stays with the connection. After a failure fasthttp may still have the decoy,
// which then goes to nobody else.
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

// direct reads a connection past its source. It expects more to come: the end of the
// connection is an error.
type direct struct{ conn *coalesce.Conn }

func (d direct) Read(p []byte) (int, error) {
	n, err := d.conn.ReadDirect(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
