//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Sizes of memory whose latency is measured: one that fits into the caches of any core, and
// one that fits only into a large cache shared by cores, if at all.
const (
	nearMemory = 128 << 10
	farMemory  = 32 << 20
)

// line is one cache line. It has the index of the next one.
type line struct {
	next uint32
	_    [60]byte
}

// memoryLatency returns in words how long a load takes whose address comes from the previous
// load, in little memory and in much. Shared machines differ in the latter by a factor of
// ten. That slows down servers that do more than send a constant answer.
func memoryLatency() string {
	return fmt.Sprintf("a load takes %.3g ns in %d kB and %.3g ns in %d MB",
		loadTime(nearMemory), nearMemory>>10, loadTime(farMemory), farMemory>>20)
}

// loadTime returns the median of five runs through size bytes, in nanoseconds per load.
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
	if int(at) >= len(lines) { // keeps the compiler from dropping the loads
		return 0
	}
	return runs[len(runs)/2]
}

// ring returns n lines linked into one random cycle (Sattolo's algorithm), which no
// prefetcher predicts.
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
