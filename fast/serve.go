package fast

import (
	"context"
	"errors"
	"net"
	"sync"

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
	defer c.idle.serve(s.releaseIdle)()
	return c.http.Serve(listener)
}

// releaseIdle gives memory that is no longer in use back to the system until done is closed.
func (s *Server) releaseIdle(done <-chan struct{}) {
	memory.ReleaseIdle(s.memory, func() (open, parked int) {
		open, parked = s.connections.count()
		return open, parked + s.pacing.Looped()
	}, done)
}

// whileServing runs a function while listeners are served: once, however many there are.
type whileServing struct {
	mu      sync.Mutex
	serving int           // listeners
	done    chan struct{} // closed when the last of them is served no more
}

// serve starts run for the first listener. The function that it returns ends the service of
// a listener.
func (w *whileServing) serve(run func(done <-chan struct{})) (end func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.serving++; w.serving == 1 {
		w.done = make(chan struct{})
		go run(w.done)
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.serving--; w.serving == 0 {
			close(w.done)
		}
	}
}

// Shutdown stops accepting connections and waits until all requests in flight, streams
// included, have been answered. Requests that wait for a slot are refused. The connections
// of clients that take or send nothing are closed after Transport's timeouts. If ctx ends
// first, Shutdown returns its error. Connections still take no more requests, and another
// Shutdown waits again.
func (s *Server) Shutdown(ctx context.Context) error {
	s.end() // ends faults that would last until the client gives up
	s.changing.Lock()
	s.limits.refuseWaiting()
	s.changing.Unlock()
	err := s.connections.shutdown(ctx, func() {
		s.injector.Wait()
		s.pacing.Wait()
	})
	return errors.Join(err, s.pacing.Close())
}
