package cmd

import (
	"math"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// heapShare is how much of the machine's memory the Go runtime may use before
	// it collects garbage at any price. The rest is for what it does not count.
	heapShare = 0.9

	// heldShare is how much of that request bodies and answers may hold. A heap may
	// grow to twice of what is held before it is collected, and the server needs some
	// for itself.
	heldShare = 1.0 / 3
)

// limitMemory tells the runtime how much memory the process may use, unless
// GOMEMLIMIT does: a share of what its control group or the machine has. It returns
// how many bytes requests and answers may hold then, 0 where nothing is known.
func limitMemory() int64 {
	limit, err := memlimit.Set(
		memlimit.WithRatio(heapShare),
		memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)))
	if err != nil {
		limit = debug.SetMemoryLimit(-1)
	}
	return heldOf(limit)
}

// heldOf is what of a limit of memory may be held.
func heldOf(limit int64) int64 {
	if limit == math.MaxInt64 {
		return 0
	}
	return int64(float64(limit) * heldShare)
}
