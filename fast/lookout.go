package fast

import (
	"context"
	"net"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/hangup"
)

// lookout sees clients leave whose requests wait for their turn. The zero value
// looks at none.
type lookout struct{ watch *hangup.Watch }

// begin returns what is received from when the client of conn has left; nil where
// nobody can tell. A client that has closed only its half of the connection looks
// the same, and nothing can be sent to it to find out.
func (l *lookout) begin(s *Server, conn net.Conn) <-chan struct{} {
	if c, ok := conn.(interface{ Context() context.Context }); ok { // of HTTP/2
		return c.Context().Done()
	}
	c, ok := coalesce.From(conn)
	if !ok {
		return nil
	}
	watcher := s.pacing.Watcher()
	if watcher == nil {
		return nil
	}
	gone := make(leaving, 1)
	l.watch = watcher.Watch(c, gone)
	return gone
}

func (l *lookout) end() { l.watch.End() }

// leaving is sent to when a client leaves.
type leaving chan struct{}

// Cancel tells that the client has left.
func (l leaving) Cancel() {
	select {
	case l <- struct{}{}:
	default: // it has been told
	}
}
