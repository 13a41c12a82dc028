//go:build linux

package main

import (
	"errors"
	"fmt"
)

// How far a server may be from what it was. After a first load its pools have
// grown to their sizes.
const (
	moreGoroutines = 8
	moreFiles      = 4
	heapFactor     = 1.25
	heapMore       = 8 << 20
	residentFactor = 1.5
	residentMore   = 16 << 20
)

// boundless is what no server exceeds.
var boundless = vitals{heap: 1 << 40, resident: 1 << 40, goroutines: 1 << 30, files: 1 << 30}

// recovered says what v has kept of a load: of goroutines and files against
// fresh, before any load, of memory against warm, after a first one. The excess
// shrinks as the server recovers; it is 0 where the error is nil.
func (v vitals) recovered(fresh, warm vitals) (excess float64, err error) {
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
	f("goroutines", v.goroutines, fresh.goroutines+moreGoroutines)
	f("open files", v.files, fresh.files+moreFiles)
	f("kB of heap", int(v.heap>>10), int(heapFactor*float64(warm.heap)+heapMore)>>10)
	f("kB resident", int(v.resident>>10), int(residentFactor*float64(warm.resident)+residentMore)>>10)
	return excess, errors.Join(kept...)
}
