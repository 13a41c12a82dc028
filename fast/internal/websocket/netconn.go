package websocket

import (
	"io"
	"net"
	"sync"
	"time"

	"mock-openai/fast/internal/coalesce"
)

// netConn is the connection below WebSocket. The library that reads frames and whoever sends
// events write whole frames to it, one Write each.
type netConn struct {
	net.Conn
	own    *coalesce.Conn // the same connection; nil if it is another server's
	in     io.Reader      // reads it; only as long as it is served
	unread []byte         // what has been read of it before
	frames frames         // of the client, as far as they are read

	mu     sync.Mutex // held while writing
	closed bool       // a close frame is written; guarded by mu
}

func newNetConn(c net.Conn, in io.Reader, unread []byte) *netConn {
	n := &netConn{Conn: c, in: in, unread: unread}
	n.own, _ = c.(*coalesce.Conn)
	n.receiving(false)
	return n
}

// receiving says whether a message has begun and is not complete. Only then the server's
// time limits for reading apply.
func (n *netConn) receiving(on bool) {
	if n.own != nil {
		n.own.AwaitMessage(!on)
	}
}

func (n *netConn) Read(p []byte) (read int, err error) {
	if len(n.unread) > 0 {
		read = copy(p, n.unread)
		if n.unread = n.unread[read:]; len(n.unread) == 0 {
			n.unread = nil
		}
	} else {
		read, err = n.in.Read(p)
	}
	n.frames.pass(p[:read])
	return read, err
}

// Write writes whole frames, unless a close frame has been written.
func (n *netConn) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return 0, net.ErrClosed
	}
	n.closed = p[0] == opClose // the library writes that frame alone
	return n.Conn.Write(p)
}

// writeClose writes a close frame, once.
func (n *netConn) writeClose(code int, reason string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		n.Conn.Write(appendClose(nil, code, reason)) // the next Read returns the same error
	}
}

// SetWriteDeadline does nothing: the library would limit the time of its own frames.
func (n *netConn) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline does nothing, for the same reason.
func (n *netConn) SetDeadline(time.Time) error { return nil }

// reset closes the connection so that the client sees a reset.
func (n *netConn) reset() { coalesce.Reset(n.Conn) }

// linger lets the client read the close frame: closing a connection with unread input would
// reset it.
func (n *netConn) linger() {
	half, ok := n.Conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	n.Conn.SetReadDeadline(time.Now().Add(closeTimeout))
	var dropped [1 << 10]byte
	for {
		if _, err := n.in.Read(dropped[:]); err != nil {
			return
		}
	}
}
