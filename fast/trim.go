package fast

import (
	"runtime"
	"runtime/debug"
	"time"

	"mock-openai/fast/internal/coalesce"
)

const (
	trimAfter = 5        // seconds without a change in the number of connections
	trimConns = 500      // connections fewer in use, or more parked, than at the last trim
	trimHeld  = 64 << 20 // bytes fewer held than at some time since
)

// peaks are what has been in use since the last trim, at most.
type peaks struct {
	open   int   // connections
	held   int64 // bytes of bodies and answers
	parked int   // connections at the last trim, or fewer
}

// worth reports whether enough is in use no more that to give memory back pays.
func (p *peaks) worth(open, parked int, held int64) bool {
	p.open, p.held, p.parked = max(p.open, open), max(p.held, held), min(p.parked, parked)
	return p.open-open >= trimConns || parked-p.parked >= trimConns || p.held-held >= trimHeld
}

// trim gives memory back to the system once many connections have been served, or
// much has been held. What they needed, about 20 kB each, lies in pools and stacks
// that take two collections to empty, and a server that allocates nothing collects
// next to never.
func (s *Server) trim(l *coalesce.Listener, done <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var p peaks
	calm, lastOpen, lastParked := 0, 0, 0
	for {
		select {
		case <-tick.C:
		case <-done:
			return
		}
		open, parked := l.Open(), l.Parked()
		if s.h2 != nil {
			open += s.h2.Open()
		}
		if calm++; open != lastOpen || parked != lastParked {
			calm = 0
		}
		lastOpen, lastParked = open, parked
		if held := s.memory.Held(); p.worth(open, parked, held) && calm >= trimAfter {
			runtime.GC()
			debug.FreeOSMemory()
			p = peaks{open, held, parked}
		}
	}
}
