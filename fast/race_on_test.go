//go:build race

package fast_test

// raceEnabled makes tests skip the counting of allocations: under the race detector
// sync.Pool drops items at random.
const raceEnabled = true
