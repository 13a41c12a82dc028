package receive

import (
	"bufio"
	"bytes"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
)

// chunks reads a chunked body, with fasthttp's reader for streamed bodies.
type chunks struct {
	buffered []byte // received but not read yet
	conn     *coalesce.Conn
	in       *bufio.Reader
	request  *fasthttp.Request // holds the body stream
	err      error             // of the connection
}

// begin starts a body. buffered has already arrived, and the rest comes over conn.
// buffered must not change until end.
func (c *chunks) begin(buffered []byte, conn *coalesce.Conn) {
	if c.in == nil {
		c.in, c.request = bufio.NewReaderSize(nil, 4<<10), new(fasthttp.Request)
	}
	c.buffered, c.conn, c.err = buffered, conn, nil
	c.in.Reset(raw{c})
	c.request.Header.SetContentLength(chunked)
	c.request.ContinueReadBodyStream(c.in, 0, false) // reads nothing yet
}

// Read reads the body. It returns io.EOF only after the last chunk and the trailer.
// fasthttp would also take the end of the connection for the end of the body.
func (c *chunks) Read(p []byte) (int, error) {
	n, err := c.request.BodyStream().Read(p)
	if err == io.EOF && c.err != nil {
		err = c.err
	}
	return n, err
}

// end ends the body and returns a copy of what has arrived after it.
func (c *chunks) end() []byte {
	if c.conn == nil {
		return nil
	}
	ahead, _ := c.in.Peek(c.in.Buffered())
	rest := bytes.Join([][]byte{ahead, c.buffered}, nil)
	c.request.Reset()
	c.in.Reset(nil)
	c.buffered, c.conn = nil, nil
	return rest
}

// raw reads the bytes as they arrive, with the chunk encoding.
type raw struct{ *chunks }

func (r raw) Read(p []byte) (int, error) {
	if len(r.buffered) > 0 {
		n := copy(p, r.buffered)
		r.buffered = r.buffered[n:]
		return n, nil
	}
	n, err := direct{r.conn}.Read(p)
	r.err = err
	return n, err
}
