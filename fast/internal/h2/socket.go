package h2

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// closeTimeout is how long a client has to take the end of a connection.
const closeTimeout = time.Second

// socket is the connection below TLS, if there is TLS. Once it is holding, Write keeps
// what TLS writes for take, so that all writes of a connection go the way of its output.
type socket struct {
	net.Conn
	direct  direct
	holding atomic.Bool

	mu   sync.Mutex
	held []byte
}

func newSocket(c net.Conn) *socket {
	s := &socket{Conn: c}
	s.direct.init(c)
	return s
}

// NetConn returns the wrapped connection.
func (s *socket) NetConn() net.Conn { return s.Conn }

// hold makes Write keep what it gets.
func (s *socket) hold() {
	s.Conn.SetWriteDeadline(time.Time{})
	s.holding.Store(true)
}

// Read reads into p, which must not be empty.
func (s *socket) Read(p []byte) (int, error) {
	if s.direct.usable() {
		return s.direct.read(p)
	}
	return s.Conn.Read(p)
}

// writeNow writes as much of p as the connection takes without waiting: nothing, if it is
// no socket. Callers take turns.
func (s *socket) writeNow(p []byte) (int, error) {
	if s.direct.usable() {
		return s.direct.write(p)
	}
	return 0, nil
}

// Write writes p, or keeps a copy of it.
func (s *socket) Write(p []byte) (int, error) {
	if !s.holding.Load() {
		return s.Conn.Write(p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = append(s.held, p...)
	return len(p), nil
}

// swap returns what Write has kept. It keeps more in b.
func (s *socket) swap(b []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.held
	s.held = b[:0]
	return held
}

// SetWriteDeadline does nothing while Write keeps what it gets.
func (s *socket) SetWriteDeadline(t time.Time) error {
	if s.holding.Load() {
		return nil
	}
	return s.Conn.SetWriteDeadline(t)
}

// SetDeadline sets both deadlines.
func (s *socket) SetDeadline(t time.Time) error {
	if err := s.SetReadDeadline(t); err != nil {
		return err
	}
	return s.SetWriteDeadline(t)
}
