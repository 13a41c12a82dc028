package plot

import (
	"math"
	"strconv"
)

// Scale is where on an axis a value lies.
type Scale func(v float64) float64

// Linear is a scale of equal steps.
func Linear(v float64) float64 { return v }

// Log is a scale of equal ratios, for values above 0.
func Log(v float64) float64 { return math.Log10(v) }

// Nines is a scale of quantiles of 0 up to but not 1: 0.9, 0.99 and 0.999 are at
// equal distances.
func Nines(q float64) float64 { return -math.Log10(1 - q) }

// LinearTicks are about n round ticks from 0 on that reach up to largest.
func LinearTicks(largest float64, n int) []Tick {
	if !(largest > 0) || math.IsInf(largest, 0) {
		largest = 1
	}
	step := roundUp(largest / float64(n))
	var ticks []Tick
	for i := 0; ; i++ {
		at := float64(i) * step
		ticks = append(ticks, Tick{At: at, Label: Figure(at)})
		if at >= largest*(1-1e-9) && i > 0 {
			return ticks
		}
	}
}

// roundUp is the next number of the form 1, 2 or 5 times a power of ten.
func roundUp(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, digit := range []float64{1, 2, 5} {
		if v <= digit*power*(1+1e-9) {
			return digit * power
		}
	}
	return 10 * power
}

// LogTicks reach from at or below least to at or above largest, both above 0.
// They are powers of ten, and few of these with steps between.
func LogTicks(least, largest float64) []Tick {
	if !(least > 0) || math.IsInf(largest, 0) || !(largest >= least) {
		least, largest = 1, 10
	}
	digits := []float64{1}
	if largest/least < 200 {
		digits = []float64{1, 2, 5}
	}
	var ticks []Tick
	for power := math.Floor(math.Log10(least)); ; power++ {
		for _, digit := range digits {
			at := digit * math.Pow(10, power)
			tick := Tick{At: at, Label: Figure(at)}
			if at <= least*(1+1e-9) {
				ticks = ticks[:0]
			}
			ticks = append(ticks, tick)
			if at >= largest*(1-1e-9) && len(ticks) > 1 {
				return ticks
			}
		}
	}
}

// NinesTicks are quantiles in percent, as far as n values tell them apart.
func NinesTicks(n int64) []Tick {
	ticks := []Tick{{At: 0, Label: "0"}, {At: 0.5, Label: "50 %"}, {At: 0.9, Label: "90 %"}}
	beyond := 0.01
	for _, label := range []string{"99 %", "99.9 %", "99.99 %", "99.999 %"} {
		if float64(n)*beyond < 1 {
			break
		}
		ticks = append(ticks, Tick{At: 1 - beyond, Label: label})
		beyond /= 10
	}
	return ticks
}

// Figure is v in at most three digits, with a prefix from 10,000 on.
func Figure(v float64) string {
	for _, prefix := range []struct {
		from, size float64
		name       string
	}{{1e9, 1e9, "G"}, {1e6, 1e6, "M"}, {1e4, 1e3, "k"}} {
		if math.Abs(v) >= prefix.from {
			return strconv.FormatFloat(round(v/prefix.size), 'f', -1, 64) + prefix.name
		}
	}
	return strconv.FormatFloat(round(v), 'f', -1, 64)
}

// round is v to three digits.
func round(v float64) float64 {
	if v == 0 || !finite(v) {
		return 0
	}
	power := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*power) / power
}
