package fast

import (
	"runtime"
	"runtime/debug"
	"time"

	"mock-openai/fast/coalesce"
)

const (
	trimAfter = 5   // seconds without a change in the number of parked connections
	trimWorth = 500 // parked connections more than at the last trim
)

// trim gives memory back to the system once many connections have been parked.
// What they needed while they were served, about 20 kB each, lies in pools that
// take two collections to empty, and a server that allocates nothing collects
// next to never.
func trim(l *coalesce.Listener, done <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	trimmed, last, calm := 0, 0, 0
	for {
		select {
		case <-tick.C:
		case <-done:
			return
		}
		parked := l.Parked()
		if calm++; parked != last {
			calm = 0
		}
		last, trimmed = parked, min(trimmed, parked)
		if calm >= trimAfter && parked >= trimmed+trimWorth {
			runtime.GC()
			debug.FreeOSMemory()
			trimmed = parked
		}
	}
}
