package memory

import (
	"runtime"
	"runtime/debug"
	"time"
)

const (
	releaseAfter = 5        // seconds without a change in the number of connections
	releaseConns = 500      // so many fewer connections open, or more parked, than at the peak
	releaseHeld  = 64 << 20 // so many fewer bytes held than at the peak
)

// peaks are the most that has been in use since the last release.
type peaks struct {
	open   int   // connections
	held   int64 // bytes of requests and answers
	parked int   // connections: the fewest since the last release
}

// releasePays reports whether so much is no longer in use that a release pays.
func (p *peaks) releasePays(open, parked int, held int64) bool {
	p.open, p.held, p.parked = max(p.open, open), max(p.held, held), min(p.parked, parked)
	return p.open-open >= releaseConns || parked-p.parked >= releaseConns || p.held-held >= releaseHeld
}

// ReleaseIdle gives memory back to the system, until done is closed, after many of
// the connections that count returns are closed or parked, or after much of b is no
// longer held. A connection needs about 20 kB in pools and stacks, which take two
// garbage collections to empty, and a server that allocates nothing hardly ever
// collects.
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
		if held := b.Held(); p.releasePays(open, parked, held) && calm >= releaseAfter {
			runtime.GC()
			debug.FreeOSMemory()
			p = peaks{open, held, parked}
		}
	}
}
