//go:build !race

package fast_test

const raceEnabled = false

func seeds(n int) int { return n }
