package mocktest

import (
	"net"
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

// newMemoryListener listens to those who call dial.
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
	return c, nil
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

// NetConn is the connection below, for those who look for its socket.
func (c *conn) NetConn() net.Conn { return c.Conn }
