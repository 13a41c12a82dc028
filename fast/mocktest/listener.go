package mocktest

import (
	"net"
	"os"
	"sync"
	"time"

	"github.com/valyala/fasthttp/fasthttputil"
)

// listener keeps its connections, so that all can be closed at once.
type listener struct {
	net.Listener
	dial func() (net.Conn, error) // nil for a port

	mu    sync.Mutex
	conns map[*conn]struct{}
	gone  bool
}

func newListener(ln net.Listener) *listener {
	return &listener{Listener: ln, conns: map[*conn]struct{}{}}
}

// newMemoryListener returns a listener whose clients connect with dial.
func newMemoryListener() *listener {
	memory := fasthttputil.NewInmemoryListener()
	ln := newListener(memory)
	ln.dial = memory.Dial
	return ln
}

// Accept returns the next connection.
func (l *listener) Accept() (net.Conn, error) {
	inner, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: inner, listener: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = struct{}{}
	if l.gone {
		inner.Close()
	}
	if tcp, ok := inner.(*net.TCPConn); ok {
		return tcpConn{tcp, c}, nil
	}
	return memoryConn{c}, nil
}

// stop closes the listener and all connections, and waits until the server has done
// with them.
func (l *listener) stop() {
	l.Close() // it may be closed already
	l.mu.Lock()
	l.gone = true
	for c := range l.conns {
		c.Conn.Close()
	}
	l.mu.Unlock()
	for l.open() > 0 {
		time.Sleep(100 * time.Microsecond)
	}
}

func (l *listener) open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.conns)
}

// conn tells its listener when it is closed.
type conn struct {
	net.Conn
	listener *listener
}

// Close closes the connection.
func (c *conn) Close() error {
	c.listener.mu.Lock()
	delete(c.listener.conns, c)
	c.listener.mu.Unlock()
	return c.Conn.Close()
}

// tcpConn is a conn that also has the methods of a TCP connection, for code that watches the
// socket.
type tcpConn struct {
	*net.TCPConn
	conn *conn
}

func (c tcpConn) Close() error { return c.conn.Close() }

// memoryConn is a conn whose timeouts are those of package net.
type memoryConn struct{ *conn }

func (c memoryConn) Read(p []byte) (int, error) {
	n, err := c.conn.Read(p)
	return n, asDeadline(err)
}

func (c memoryConn) Write(p []byte) (int, error) {
	n, err := c.conn.Write(p)
	return n, asDeadline(err)
}

func asDeadline(err error) error {
	if timeout, ok := err.(interface{ Timeout() bool }); ok && timeout.Timeout() {
		return os.ErrDeadlineExceeded
	}
	return err
}
