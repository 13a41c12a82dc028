package coalesce

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/valyala/fasthttp"
)

// Conn is a connection that can collect what is written to it. After Collect(true)
// the bytes leave with one write at the first of these events:
//   - the server reads again, which also ends the collecting
//   - a Write of 8 KiB or more, or of 16 KiB if AvailableBuffer saves the copy
//   - more than 64 KiB would be pending
//   - Flush, a change of the write deadline, CloseWrite or Close
//
// An error of that write is sticky: this and every later Write, Flush, Read,
// SetWriteDeadline and Close returns it.
//
// Write and Read belong to one goroutine at a time, fasthttp's goroutine of the
// connection, because a Read after a Write sends. While nothing is collected, Write
// and Read may run concurrently. All other methods may be called from any goroutine
// at any time. Close unblocks a Write and a Read in progress, and closes the socket
// once the server's goroutine is done with it. Share lets another goroutine read and
// write.
type Conn struct {
	inner           net.Conn
	listener        *Listener
	socket          *socket // nil if inner is no socket
	mayPark         bool    // the next Read waits for a request; server's goroutine only
	betweenRequests bool    // server's goroutine only
	request         requestStart
	readTimeoutSet  bool // applyReadTimeout has set a deadline; server's goroutine only
	lingerOnClose   bool // server's goroutine only
	yielder         yielder
	lent            Lent   // until the response is written; nil if nothing is
	source          Source // answers Read; nil for the connection itself
	onDrop          func() // set by TakeOver
	unread          []byte // read before c was made; server's goroutine only
	start           func() // called by the next Close instead; nil means that it closes
	handedOver      bool   // fasthttp lets go of c, and the socket keeps its owner
	draining        bool   // reads end where the socket would be read

	ignoreReadTimeout atomic.Bool // ReadTimeout does not apply
	collecting        atomic.Bool // also true once closed: Write and Read must take mu
	state             atomic.Uint32

	mu     sync.Mutex // guards writing: buf, err, closed
	buf    *buffer    // nil while nothing is pending
	err    error      // sticky
	closed bool

	deadline readDeadline
}

var _ net.Conn = (*Conn)(nil)

// States of a Conn. They decide who may park it and who closes its socket.
const (
	serving uint32 = iota // a request is being read or answered
	owning                // the same, and only the server's goroutine closes the socket
	waiting               // in Read, for the next request
	idle                  // in that Read since the last sweep
	woken                 // the sweeper is ending that Read
	leaving               // Read has returned io.EOF: Close parks the socket
	closing               // the socket is to be closed once the server's goroutine no longer owns it
	closed
)

func newConn(inner net.Conn, l *Listener) *Conn {
	return &Conn{inner: inner, listener: l, socket: newSocket(inner, &l.poller)}
}

// From returns the Conn that c is, or that lies below c if c has a NetConn method, as
// *tls.Conn has.
//
// It cannot look into the connections of a server with MaxConnsPerIP.
func From(c net.Conn) (*Conn, bool) {
	for {
		switch v := c.(type) {
		case *Conn:
			return v, true
		case interface{ NetConn() net.Conn }:
			c = v.NetConn()
		default:
			return nil, false
		}
	}
}

// ConnState is for fasthttp.Server.ConnState, or to be called from a hook there. It
// tells a Conn where one request ends and the next begins. Only at that point may the
// Conn yield or be parked, and what was lent for the request is released. From the
// end of the first request to StateClosed or StateHijacked the server's goroutine
// owns the socket. None of this happens without ConnState, nor on connections other
// than *Conn, such as TLS on top of a Conn.
//
// fasthttp reports StateIdle after a response and StateActive once it has a byte of
// the next request. Between the two it reads from the connection only when its own
// buffer is empty. So a Read there that yields no byte leaves none behind, whatever
// was pipelined or expected with "100 Continue" before.
func ConnState(c net.Conn, state fasthttp.ConnState) {
	if c, ok := c.(*Conn); ok {
		switch state {
		case fasthttp.StateIdle:
			c.betweenRequests, c.mayPark = true, c.socket != nil
			c.request.end()
			c.giveBack()
			c.takeOwnership()
		case fasthttp.StateActive:
			c.betweenRequests, c.mayPark = false, false
		case fasthttp.StateClosed:
			if c.onDrop != nil {
				c.onDrop()
			}
			c.giveBack()
			c.dropOwnership()
		case fasthttp.StateHijacked:
			if c.handedOver {
				return // another goroutine may own c already
			}
			if c.onDrop == nil {
				c.giveBack()
			}
			c.dropOwnership()
		}
	}
}

// Collect collects what is written from now on if on is true. A handler calls it before it
// returns a body of many small writes. Other answers are faster without: a copy and a
// lock cost 4% of a 2 kB answer.
//
// If on is false, Collect sends what is pending and lets every later Write go straight
// out, for a stream whose events must leave when they are due.
//
// It may be called from any goroutine.
func (c *Conn) Collect(on bool) error {
	if on {
		c.collecting.Store(true)
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.flush()
	if err == nil {
		c.collecting.Store(false)
	}
	return err
}

// Write sends p together with what is pending, or collects it. It does not keep p.
func (c *Conn) Write(p []byte) (int, error) {
	if !c.collecting.Load() {
		return c.writeInner(p, c.ownsSocket())
	}
	c.mu.Lock()
	n, err := c.write(p)
	c.mu.Unlock()
	return n, err
}

// AvailableBuffer returns an empty slice over the free space after the pending bytes.
// Append to it and pass it to the next Write, which then need not copy it. It is nil
// while nothing is collected.
func (c *Conn) AvailableBuffer() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.collecting.Load() || c.err != nil {
		return nil
	}
	if c.buf == nil {
		c.buf = acquireBuffer()
	}
	return c.buf.reserve()
}

// Flush sends what is pending.
func (c *Conn) Flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.flush()
}

// Close sends what is pending and closes the connection. After Read has returned
// io.EOF in order to park it, Close leaves the socket open and hands it back to the
// Listener; c itself is closed in either case.
//
// Close waits for the peer no longer than a Write would. A second Close, or a Close
// during a blocked Write, closes at once.
func (c *Conn) Close() error {
	if start := c.start; start != nil {
		c.start = nil
		start()
		return nil
	}
	if !c.mu.TryLock() {
		c.listener.untrack(c)
		return c.closeInner()
	}
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	c.closed = true
	c.collecting.Store(true)
	if c.state.Load() == leaving {
		c.err = net.ErrClosed
		c.deadline.detach()
		c.listener.park(c, nil)
		return nil
	}
	flushed := c.flush()
	if c.lingerOnClose && flushed == nil {
		c.linger()
	}
	c.err = net.ErrClosed
	c.listener.untrack(c)
	closed := c.closeInner()
	if flushed != nil {
		return flushed
	}
	return closed
}

// CloseWrite sends what is pending and shuts down the writing side of the connection,
// if the wrapped connection can.
func (c *Conn) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.flush(); err != nil {
		return err
	}
	if half, ok := c.inner.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// LocalAddr returns the local address of the wrapped connection.
func (c *Conn) LocalAddr() net.Addr { return c.inner.LocalAddr() }

// RemoteAddr returns the remote address of the wrapped connection.
func (c *Conn) RemoteAddr() net.Addr { return c.inner.RemoteAddr() }

// SyscallConn gives access to the socket of the wrapped connection, if it has one, to
// watch it. The caller must not read or write there.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	inner := c.inner
	for {
		switch v := inner.(type) {
		case syscall.Conn:
			return v.SyscallConn()
		case interface{ NetConn() net.Conn }:
			inner = v.NetConn()
		default:
			return nil, errors.ErrUnsupported
		}
	}
}
