package coalesce

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// Conn is a connection that can collect what is written to it: from
// Collect(true) on, the bytes leave with one write when the server turns to
// Read, which ends the collecting, with the first Write of 8 KiB or more, or of
// 16 KiB where AvailableBuffer saves the copy, when they would exceed 64 KiB, on
// Flush, before a change of the write deadline, on CloseWrite and on Close. An error of that write stays: this and every later
// Write, Flush, Read, SetWriteDeadline and Close returns it.
//
// Write and Read belong to one goroutine at a time, fasthttp's goroutine of the
// connection, because it is the turn to Read that sends. While nothing is
// collected, Write and Read may run side by side. All other methods may be
// called from any goroutine at any time; Close unblocks a Write and a Read that
// are under way, and closes the socket once the server's goroutine is done with it.
// See Share for who reads and writes in another.
type Conn struct {
	inner    net.Conn
	listener *Listener
	socket   *socket // nil where there is none below
	boundary bool    // Read would wait for a request; only the server's goroutine looks at it
	between  bool    // two requests; only the server's goroutine looks at it
	begun    begun   // the request that is coming
	limited  bool    // limitRead has set a deadline; only the server's goroutine looks at it
	lingers  bool    // Close does; only the server's goroutine looks at it
	yielder  yielder
	lent     Lent   // until the response is written; nil if nothing is
	source   Source // answers Read; nil for the connection itself
	onDrop   func() // set by TakeOver

	patient    atomic.Bool // ReadTimeout does not apply
	collecting atomic.Bool // or closed: Write and Read must look at what mu guards
	state      atomic.Uint32

	mu     sync.Mutex // guards the way out: pending, err, closed
	buf    *buffer    // nil while nothing is pending
	err    error      // sticky
	closed bool

	readMu       sync.Mutex // guards the read deadline
	readDeadline time.Time  // as the server set it
	detached     bool       // the socket belongs to somebody else now
}

var _ net.Conn = (*Conn)(nil)

// States of a Conn, for parking and holding.
const (
	serving uint32 = iota // a request is being read or answered
	holding               // the same, and nobody but the server's goroutine closes the socket
	waiting               // in Read for the next request
	idle                  // in the same Read since the last sweep
	woken                 // the sweeper ends that Read
	leaving               // Read has said io.EOF: Close parks the socket
	closing               // the socket is to be closed as soon as nobody holds it
	closed
)

func newConn(inner net.Conn, l *Listener) *Conn {
	return &Conn{inner: inner, listener: l, socket: newSocket(inner, &l.poller)}
}

// From returns the Conn that c is, or that lies below c where c has a NetConn
// method as *tls.Conn has.
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

// ConnState is for fasthttp.Server.ConnState, or to be called from a hook there.
// It tells a Conn where one request ends and the next begins, which is the
// only moment it may yield and be parked, when what it was lent goes back, and
// that the server's goroutine has the socket to itself from the end of the first
// request to StateClosed or StateHijacked. Without it, and for other connections
// than *Conn (as TLS on top of a Conn), nothing ever is.
//
// fasthttp reports StateIdle after a response and StateActive once it holds a
// byte of the next request. Between the two it reads from the connection only
// when its own buffer is empty, so a Read there that yields no byte leaves none
// behind, whatever was pipelined or expected with "100 Continue" before.
func ConnState(c net.Conn, state fasthttp.ConnState) {
	if c, ok := c.(*Conn); ok {
		switch state {
		case fasthttp.StateIdle:
			c.between, c.boundary = true, c.socket != nil
			c.begun.end()
			c.giveBack()
			c.hold()
		case fasthttp.StateActive:
			c.between, c.boundary = false, false
		case fasthttp.StateClosed:
			if c.onDrop != nil {
				c.onDrop()
			}
			c.giveBack()
			c.letGo()
		case fasthttp.StateHijacked:
			if c.onDrop == nil {
				c.giveBack()
			}
			c.letGo()
		}
	}
}

// Collect(true) has c collect what is written from now on. A handler calls it
// before it returns a body of many small writes. Other answers are better off
// without: a copy and a lock are 4% of one of 2 kB.
//
// Collect(false) sends what is pending and has every later Write go straight
// out, for a stream whose events must leave when they are due.
//
// Both may be called from any goroutine.
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

// Write sends p together with what is pending, later if it can wait.
// It does not keep p.
func (c *Conn) Write(p []byte) (int, error) {
	if !c.collecting.Load() {
		return c.put(p, c.holds())
	}
	c.mu.Lock()
	n, err := c.write(p)
	c.mu.Unlock()
	return n, err
}

// AvailableBuffer returns an empty slice with the room that is left behind what is
// pending. It is to be appended to and given to the next Write, which need not copy
// it then. Without collecting it is nil.
func (c *Conn) AvailableBuffer() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.collecting.Load() || c.err != nil {
		return nil
	}
	if c.buf == nil {
		c.buf = acquireBuffer()
	}
	return c.buf.lend()
}

// Flush sends what is pending.
func (c *Conn) Flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.flush()
}

// Read sends what is pending and reads. It returns io.EOF to a server that is to
// let go of a connection to be parked.
func (c *Conn) Read(p []byte) (int, error) {
	if c.collecting.Load() {
		if err := c.turn(); err != nil {
			return 0, err
		}
	}
	switch {
	case c.source != nil:
		return c.source.Read(p)
	case len(p) == 0 && c.socket != nil:
		return 0, nil
	case c.boundary:
		return c.readNext(p[:min(len(p), firstRead)])
	}
	return c.ReadDirect(p)
}

// firstRead is how many bytes of a request are read at most at first: its
// header. A long body then goes straight to where it belongs, not through the
// server's buffer.
const firstRead = 4 << 10

// readNext reads the begin of the next request.
func (c *Conn) readNext(p []byte) (int, error) {
	if c.holds() && c.yielder.yield(&c.listener.poller) {
		n, err, came := c.socket.readNow(p)
		c.yielder.learn(came)
		if came {
			return n, err
		}
	}
	return c.awaitNext(p)
}

// awaitNext is readNext where that probably has to wait.
func (c *Conn) awaitNext(p []byte) (int, error) {
	if !c.state.CompareAndSwap(holding, waiting) {
		return 0, net.ErrClosed
	}
	n, err := c.socket.Read(p)
	switch c.state.Swap(holding) {
	case woken:
		return c.afterWake(n, err)
	case closed:
		c.state.Store(closed)
	}
	return n, err
}

// turn ends the collecting as the server turns from writing to reading.
// Whoever else holds the lock now sends what is pending.
func (c *Conn) turn() error {
	if !c.mu.TryLock() {
		return nil
	}
	defer c.mu.Unlock()
	err := c.flushAs(c.holds())
	if err == nil {
		c.collecting.Store(false)
	}
	return err
}

// Close sends what is pending and closes the connection. After Read has said
// io.EOF in order to park it, Close leaves the socket open and hands it back
// to the Listener; c itself is closed in either case.
//
// Close waits for the peer no longer than a Write would; a second Close
// meanwhile, or a Close during a Write that is stuck, closes at once.
func (c *Conn) Close() error {
	if !c.mu.TryLock() {
		c.listener.forget(c)
		return c.end()
	}
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	c.closed = true
	c.collecting.Store(true)
	if c.state.Load() == leaving {
		c.err = net.ErrClosed
		c.readMu.Lock()
		c.detached = true
		c.readMu.Unlock()
		c.listener.park(c)
		return nil
	}
	flushed := c.flush()
	if c.lingers && flushed == nil {
		c.linger()
	}
	c.err = net.ErrClosed
	c.listener.forget(c)
	closed := c.end()
	if flushed != nil {
		return flushed
	}
	return closed
}

// CloseWrite sends what is pending and shuts down the writing side of the
// connection, if the wrapped one can.
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
