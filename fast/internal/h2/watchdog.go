package h2

import "time"

// patience is how long the loop of a connection waits for a handler that does not say that
// it will wait. It may be up to twice as long.
const patience = 20 * time.Millisecond

// watch starts the watchdog if it does not run.
func (s *Server) watch() {
	if !s.watching.Load() && s.watching.CompareAndSwap(false, true) {
		go s.watchdog()
	}
}

// watchdog takes the loops away from handlers that have them too long. It ends once no
// connection has a request.
func (s *Server) watchdog() {
	tick := time.NewTicker(patience)
	defer tick.Stop()
	for range tick.C {
		if s.look() {
			continue
		}
		s.watching.Store(false)
		if !s.look() || !s.watching.CompareAndSwap(false, true) {
			return
		}
	}
}

// look looks once at all connections. It reports whether one has a request, or had one
// since the last look.
func (s *Server) look() (busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		turns, long := c.turn.look()
		busy = busy || turns
		if long != 0 {
			held := c.lock()
			held.detach(long)
			held.unlock()
		}
	}
	return busy
}
