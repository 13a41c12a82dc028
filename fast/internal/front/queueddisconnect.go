package front

import (
	"context"
	"net"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/hangup"
)

// queuedDisconnect notices a client that leaves while its request waits for a slot. The
// zero value watches no client.
type queuedDisconnect struct{ watch *hangup.Watch }

// begin returns a channel that is ready to receive from once the client of conn has left.
// It returns nil if that cannot be noticed. A client that has closed only its half of the
// connection looks the same: nothing can be sent to it to find out.
func (q *queuedDisconnect) begin(conn net.Conn, watcher func() *hangup.Watcher) <-chan struct{} {
	if c, ok := conn.(interface{ Context() context.Context }); ok { // an HTTP/2 stream
		return c.Context().Done()
	}
	c, ok := coalesce.From(conn)
	if !ok {
		return nil
	}
	w := watcher()
	if w == nil {
		return nil
	}
	left := make(leftSignal, 1)
	q.watch = w.Watch(c, left)
	return left
}

func (q *queuedDisconnect) end() { q.watch.End() }

// leftSignal receives a value when a client leaves.
type leftSignal chan struct{}

// Cancel signals that the client has left.
func (l leftSignal) Cancel() {
	select {
	case l <- struct{}{}:
	default: // already signaled
	}
}
