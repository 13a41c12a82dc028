//go:build linux

package main

import (
	"errors"
	"fmt"
)

// Limits on what a server may keep after a load. Its pools have grown to their sizes after a
// first load.
const (
	extraGoroutines = 8
	extraFiles      = 4
	heapFactor      = 1.25
	heapExtra       = 8 << 20
	residentFactor  = 1.5
	residentExtra   = 16 << 20
)

// noBaseline is a baseline that no server exceeds.
var noBaseline = procStats{heap: 1 << 40, resident: 1 << 40, goroutines: 1 << 30, files: 1 << 30}

// leftover returns what the server still holds after a load: goroutines and files
// compared with fresh, before any load, and memory compared with warm, after a first
// load. The excess shrinks as the server recovers; it is 0 if err is nil.
func (v procStats) leftover(fresh, warm procStats) (excess float64, err error) {
	var kept []error
	f := func(what string, now, most int) {
		if now > most {
			excess += float64(now-most) / float64(most+1)
			kept = append(kept, fmt.Errorf("%d %s instead of at most %d", now, what, most))
		}
	}
	f("requests in flight", v.inFlight, 0)
	f("requests queued", v.queued, 0)
	f("connections", v.connections, 0)
	f("goroutines", v.goroutines, fresh.goroutines+extraGoroutines)
	f("open files", v.files, fresh.files+extraFiles)
	f("kB of heap", int(v.heap>>10), int(heapFactor*float64(warm.heap)+heapExtra)>>10)
	f("kB resident", int(v.resident>>10), int(residentFactor*float64(warm.resident)+residentExtra)>>10)
	return excess, errors.Join(kept...)
}
