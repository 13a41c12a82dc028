//go:build race

package fast_test

// raceEnabled makes tests skip the counting of allocations: under the race detector
// sync.Pool drops items at random.
const raceEnabled = true

// seeds returns how many of n seeds a test tries that takes long under the race detector.
func seeds(n int) int { return (n + 4) / 5 }
