//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Sizes of memory whose latency is measured: what the caches of any core hold, and what only
// a large cache that cores share may hold.
const (
	nearMemory = 128 << 10
	farMemory  = 32 << 20
)

// line is one cache line. It says which comes next.
type line struct {
	next uint32
	_    [60]byte
}

// memoryLatency says how long a load takes that the one before it names, in a little memory
// and in much. Shared machines differ in the second by a factor of ten, and whatever does
// more for a request than a constant answer pays for it.
func memoryLatency() string {
	return fmt.Sprintf("a load takes %.3g ns in %d kB and %.3g ns in %d MB",
		loadTime(nearMemory), nearMemory>>10, loadTime(farMemory), farMemory>>20)
}

// loadTime returns the median of five runs through size bytes, in nanoseconds a load.
func loadTime(size int) float64 {
	const loads = 50_000
	lines := ring(size / 64)
	var at uint32
	var runs []float64
	for range 5 {
		start := time.Now()
		for range loads {
			at = lines[at].next
		}
		runs = append(runs, float64(time.Since(start).Nanoseconds())/loads)
	}
	slices.Sort(runs)
	if int(at) >= len(lines) { // the loads have a use
		return 0
	}
	return runs[len(runs)/2]
}

// ring returns n lines that lead through all of them in a random order, which no prefetcher
// foresees, and back to the first (Sattolo's algorithm).
func ring(n int) []line {
	lines := make([]line, n)
	for i := range lines {
		lines[i].next = uint32(i)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := n - 1; i > 0; i-- {
		j := rng.IntN(i)
		lines[i].next, lines[j].next = lines[j].next, lines[i].next
	}
	return lines
}
