package receive

import (
	"bufio"
	"bytes"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
)

// chunks reads a body that comes in chunks, as fasthttp does for a server that
// has it stream bodies.
type chunks struct {
	begun   []byte // of what comes, and not read yet
	conn    *coalesce.Conn
	in      *bufio.Reader
	request *fasthttp.Request // has the stream
	err     error             // of the connection
}

// begin starts a body of which begun has arrived; the rest comes over conn. begun
// must not change until the end.
func (c *chunks) begin(begun []byte, conn *coalesce.Conn) {
	if c.in == nil {
		c.in, c.request = bufio.NewReaderSize(nil, 4<<10), new(fasthttp.Request)
	}
	c.begun, c.conn, c.err = begun, conn, nil
	c.in.Reset(raw{c})
	c.request.Header.SetContentLength(chunked)
	c.request.ContinueReadBodyStream(c.in, 0, false) // reads nothing yet
}

// Read reads the body. io.EOF comes behind its last chunk and trailer alone, for
// which fasthttp also takes the end of the connection.
func (c *chunks) Read(p []byte) (int, error) {
	n, err := c.request.BodyStream().Read(p)
	if err == io.EOF && c.err != nil {
		err = c.err
	}
	return n, err
}

// end ends the body and returns a copy of what has come after it.
func (c *chunks) end() []byte {
	if c.conn == nil {
		return nil
	}
	ahead, _ := c.in.Peek(c.in.Buffered())
	rest := bytes.Join([][]byte{ahead, c.begun}, nil)
	c.request.Reset()
	c.in.Reset(nil)
	c.begun, c.conn = nil, nil
	return rest
}

// raw reads what comes, chunks and all.
type raw struct{ *chunks }

func (r raw) Read(p []byte) (int, error) {
	if len(r.begun) > 0 {
		n := copy(p, r.begun)
		r.begun = r.begun[n:]
		return n, nil
	}
	n, err := direct{r.conn}.Read(p)
	r.err = err
	return n, err
}
