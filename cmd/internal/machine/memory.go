// Package machine makes the most of what a machine allows a process: files and memory.
package machine

import (
	"math"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// heapShare is the share of the machine's memory that the Go runtime may use before it
	// collects garbage at any price. The rest is for what the runtime does not count.
	heapShare = 0.9

	// heldShare is the share of that which request bodies and answers may hold. The heap may
	// grow to twice what they hold before it is collected, and the server needs some itself.
	heldShare = 1.0 / 3
)

// LimitMemory sets the memory limit of the runtime to a share of what the control group or
// the machine has, unless GOMEMLIMIT sets it. It returns how many bytes requests and answers
// may hold, or 0 if the limit is unknown.
func LimitMemory() int64 {
	limit, err := memlimit.Set(
		memlimit.WithRatio(heapShare),
		memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)))
	if err != nil {
		limit = debug.SetMemoryLimit(-1)
	}
	return heldOf(limit)
}

// heldOf returns how many bytes requests and answers may hold under a memory limit.
func heldOf(limit int64) int64 {
	if limit == math.MaxInt64 {
		return 0
	}
	return int64(float64(limit) * heldShare)
}
