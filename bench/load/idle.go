package load

import (
	"net"
	"sync"
)

// Idle keeps connections of HTTP/1.1 open between runs at one URL, so that each
// begins with warm ones. Its zero value is empty.
type Idle struct {
	mu    sync.Mutex
	conns []net.Conn
}

// take returns a connection that is still open, nil if there is none. A nil Idle
// has none.
func (i *Idle) take() net.Conn {
	if i == nil {
		return nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	for len(i.conns) > 0 {
		last := len(i.conns) - 1
		conn := i.conns[last]
		i.conns = i.conns[:last]
		if !peekOf(conn).hasEnded() {
			return conn
		}
		conn.Close()
	}
	return nil
}

func (i *Idle) put(conn net.Conn) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.conns = append(i.conns, conn)
}

// Close closes the connections.
func (i *Idle) Close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, conn := range i.conns {
		conn.Close()
	}
	i.conns = nil
}
