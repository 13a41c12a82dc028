//go:build linux

package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"time"
)

// hangTimeout is how long a client waits for the next byte before it reports that the
// server hangs. Even a slow machine is faster.
const hangTimeout = time.Minute

// client has one connection at a time. It opens another after the server, or a fault,
// has closed it.
type client struct {
	address string
	conn    *net.TCPConn // nil if there is none
	reader  *bufio.Reader
	undo    func() bool
}

// open connects, unless c is connected. The connection closes when ctx ends.
func (c *client) open(ctx context.Context) error {
	if c.conn != nil {
		return nil
	}
	conn, err := (&net.Dialer{Timeout: hangTimeout}).DialContext(ctx, "tcp", c.address)
	if err != nil {
		return err
	}
	c.conn = conn.(*net.TCPConn)
	c.reader = bufio.NewReader(timeoutConn{c.conn})
	c.undo = context.AfterFunc(ctx, func() { conn.Close() })
	return nil
}

func (c *client) close() {
	if c.conn != nil {
		c.undo()
		c.conn.Close()
		c.conn = nil
	}
}

// send connects and writes.
func (c *client) send(ctx context.Context, raw []byte) error {
	if err := c.open(ctx); err != nil {
		return err
	}
	c.conn.SetWriteDeadline(time.Now().Add(hangTimeout))
	_, err := c.conn.Write(raw)
	return err
}

// answer reads one answer to its end.
func (c *client) answer() (status int, err error) {
	res, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0, err
	}
	if res.Close {
		c.close()
	}
	return res.StatusCode, nil
}

// ask sends raw and reads its answer.
func (c *client) ask(ctx context.Context, raw []byte) (status int, err error) {
	if err := c.send(ctx, raw); err != nil {
		return 0, err
	}
	return c.answer()
}

// timeoutConn sets a new read deadline for each Read.
type timeoutConn struct{ *net.TCPConn }

func (p timeoutConn) Read(b []byte) (int, error) {
	p.SetReadDeadline(time.Now().Add(hangTimeout))
	return p.TCPConn.Read(b)
}
