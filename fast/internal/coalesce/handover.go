package coalesce

import (
	"io"
	"net"
)

// A stream that waits between its events needs no goroutine. So a handler can take the
// connection from fasthttp for the rest of the answer: it hijacks the connection, and
// whoever sends the rest gives the connection back for the next request.
//
//	c.TakeOver(dropped)   in the handler, and
//	c.KeepSocket()
//	c.Unread(r)           in the HijackHandler, and
//	c.HandOver(start)
//	c.WriteNow, c.Write   after start, by one goroutine at a time
//	c.Return or c.Drop    once, at the end

// CanHandOver reports whether HandOver works for c: it must be a plain socket, and its
// current request must have been read to its end.
func (c *Conn) CanHandOver() bool { return c.socket != nil && !c.lingerOnClose }

// KeepSocket makes the server's goroutine keep the ownership of the socket although
// fasthttp lets go of the connection. HandOver passes it on.
func (c *Conn) KeepSocket() {
	c.handedOver = true
	c.takeOwnership()
}

// Unread returns what r, fasthttp's reader of c, has read of the next requests. It
// reads nothing from the socket.
func (c *Conn) Unread(r io.Reader) []byte {
	c.draining = true
	defer func() { c.draining = false }()
	var first [1]byte
	if n, _ := r.Read(first[:]); n == 0 {
		return nil
	}
	rest, _ := io.ReadAll(r) // ends with io.EOF
	return append(first[:], rest...)
}

// HandOver makes the next Close call start instead. fasthttp calls Close after the
// HijackHandler, when it has taken back everything else. Nothing but WriteNow, Write,
// Return and Drop may be called on c from then on. What TakeOver got is forgotten: it may
// hold a request, which needs more memory than all of a stream.
func (c *Conn) HandOver(start func()) { c.start, c.onDrop = start, nil }

// WriteNow writes as much of p as the socket takes without waiting.
func (c *Conn) WriteNow(p []byte) (int, error) {
	if !c.ownsSocket() {
		return 0, net.ErrClosed
	}
	return c.socket.writeNow(p)
}

// Return gives the connection back for its next requests, of which unread has been
// read already.
func (c *Conn) Return(unread []byte) {
	c.giveBack()
	if c.source != nil {
		unread = append(unread, c.Unread(c)...)
	}
	c.dropOwnership()
	c.detach()
	c.listener.park(c, unread)
}

// Drop closes the connection.
func (c *Conn) Drop() error {
	c.giveBack()
	c.dropOwnership()
	return c.Close()
}

// detach marks c as closed, although its socket stays open.
func (c *Conn) detach() {
	c.mu.Lock()
	c.closed, c.err = true, net.ErrClosed
	c.collecting.Store(true)
	c.mu.Unlock()
	c.deadline.detach()
}
