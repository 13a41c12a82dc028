package h2

import (
	"net"
	"sync"
	"sync/atomic"

	"golang.org/x/net/http2"
)

const (
	// maxStreams is how many requests a connection may have in flight. Clients send
	// further requests when earlier ones have ended, as they do with that many
	// connections of HTTP/1.1. A request whose stream is reset counts until its handler
	// has returned.
	maxStreams = 1000

	maxFrame    = 16 << 10 // the longest payload that either side sends
	firstWindow = 65535    // of the connection and, unless the client says otherwise, of its streams
	maxWindow   = 1<<31 - 1
)

// conn is a connection that speaks HTTP/2, as its loop, its streams and the server share it.
// What only one goroutine may use at a time is reached through turn and lock.
type conn struct {
	server *Server
	net    net.Conn // a *tls.Conn above socket, or socket itself
	socket *socket
	secure bool // with TLS

	active atomic.Int32 // requests that are not answered
	turn   turn

	mu     sync.Mutex
	output output
}

// locked is a conn whose mu the caller holds. The output is used through it only.
type locked conn

func (c *conn) lock() *locked {
	c.mu.Lock()
	return (*locked)(c)
}

// unlock returns c as a conn that is not locked.
func (c *locked) unlock() *conn {
	c.mu.Unlock()
	return (*conn)(c)
}

// drain tells the client to send no more requests, and ends the connection once all are
// answered.
func (c *conn) drain() {
	held := c.lock()
	defer held.unlock()
	held.goAway()
	held.poke()
	held.wake() // streams that wait for the client without a limit now have one
	held.limitWrite()
	held.flush()
}

// goAway begins to drain.
func (c *locked) goAway() {
	if o := &c.output; !o.draining && !o.ended {
		o.draining = true
		o.frames.addNumbers(http2.FrameGoAway, 0, o.lastID, uint32(http2.ErrCodeNo))
	}
}

// abort breaks the connection off.
func (c *conn) abort(err error) {
	held := c.lock()
	defer held.unlock()
	held.fail(err)
}

// fail breaks the connection off.
func (c *locked) fail(err error) {
	if c.output.err == nil {
		c.output.err = err
		c.socket.Conn.Close()
		c.wake()
	}
}

// answered is called at the end of an answer that has left the loop.
func (c *conn) answered(s *stream) {
	held := c.lock()
	held.flush()
	delete(held.output.answering, s.id)
	last := held.active.Add(-1) == 0
	if last && held.output.draining {
		held.poke()
	}
	forget := last && held.output.closed
	held.unlock()
	s.release()
	if forget {
		c.server.forget(c)
	}
}
