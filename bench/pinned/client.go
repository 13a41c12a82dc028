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

// patience is how long a client waits for the next byte before it says that the
// server hangs. Even a slow machine is faster.
const patience = time.Minute

// client has one connection at a time, and opens another when the server, or a
// fault, has closed it.
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
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", c.address)
	if err != nil {
		return err
	}
	c.conn = conn.(*net.TCPConn)
	c.reader = bufio.NewReader(patient{c.conn})
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
	c.conn.SetWriteDeadline(time.Now().Add(patience))
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

// patient waits for each byte anew.
type patient struct{ *net.TCPConn }

func (p patient) Read(b []byte) (int, error) {
	p.SetReadDeadline(time.Now().Add(patience))
	return p.TCPConn.Read(b)
}
