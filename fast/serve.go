package fast

import (
	"context"
	"errors"
	"net"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
)

// Serve answers on ln until Shutdown, and then returns nil. After Shutdown it returns at
// once. It closes ln.
func (s *Server) Serve(ln net.Listener) error {
	c := &s.connections
	ln = c.limit.Listen(ln)
	if c.h2 != nil {
		ln = c.h2.Split(ln)
	}
	listener := coalesce.NewListener(ln, coalesce.Config{
		ReadTimeout:    s.config.Transport.ReadTimeout,
		WriteTimeout:   s.config.Transport.WriteTimeout,
		IdleTimeout:    s.config.Transport.IdleTimeout,
		ReceiveTimeout: s.config.Transport.ReceiveTimeout,
		Logf:           s.logAccept,
	})
	c.listeners.Add(listener)
	defer c.listeners.Remove(listener)
	done := make(chan struct{})
	defer close(done)
	go memory.ReleaseIdle(s.memory, func() (open, parked int) {
		open, parked = listener.Open(), listener.Parked()+s.pacing.Looped()
		if c.h2 != nil {
			open += c.h2.Open()
		}
		return open, parked
	}, done)
	return c.http.Serve(listener)
}

// Shutdown stops accepting connections and waits until all requests in flight, streams
// included, have been answered. Requests that wait for a slot are refused. The connections
// of clients that take or send nothing are closed after Transport's timeouts. If ctx ends
// first, Shutdown returns its error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.end() // ends faults that would last until the client gives up
	if g := s.limits.gate.Load(); g != nil {
		g.Close()
	}
	err := s.connections.shutdown(ctx, func() {
		s.injector.Wait()
		s.pacing.Wait()
	})
	return errors.Join(err, s.pacing.Close())
}
