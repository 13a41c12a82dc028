package memory

import (
	"runtime"
	"runtime/debug"
	"time"
)

const (
	releaseAfter = 5        // seconds without a change in the number of connections
	releaseConns = 500      // connections fewer in use, or more parked, than at the last release
	releaseHeld  = 64 << 20 // bytes fewer held than at some time since
)

// peaks are the most that has been in use since the last release.
type peaks struct {
	open   int   // connections
	held   int64 // bytes of bodies and answers
	parked int   // connections at the last release, or fewer
}

// worth reports whether so much is no longer in use that a release pays.
func (p *peaks) worth(open, parked int, held int64) bool {
	p.open, p.held, p.parked = max(p.open, open), max(p.held, held), min(p.parked, parked)
	return p.open-open >= releaseConns || parked-p.parked >= releaseConns || p.held-held >= releaseHeld
}

// ReleaseIdle gives memory back to the system, until done is closed, once many of the
// connections that count returns have been served, or much of b has been held. What a
// connection needs, about 20 kB, lies in pools and stacks that take two collections to
// empty, and a server that allocates nothing hardly ever collects.
func ReleaseIdle(b *Budget, count func() (open, parked int), done <-chan struct{}) {
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
		open, parked := count()
		if calm++; open != lastOpen || parked != lastParked {
			calm = 0
		}
		lastOpen, lastParked = open, parked
		if held := b.Held(); p.worth(open, parked, held) && calm >= releaseAfter {
			runtime.GC()
			debug.FreeOSMemory()
			p = peaks{open, held, parked}
		}
	}
}
