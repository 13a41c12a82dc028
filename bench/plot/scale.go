package plot

import (
	"math"
	"strconv"
)

// Scale maps a value to its position on an axis.
type Scale func(v float64) float64

// Linear is a scale with equal steps.
func Linear(v float64) float64 { return v }

// Log is a scale with equal ratios, for values above 0.
func Log(v float64) float64 { return math.Log10(v) }

// Nines is a scale for quantiles in [0, 1) on which 0.9, 0.99 and 0.999 are equally far
// apart.
func Nines(q float64) float64 { return -math.Log10(1 - q) }

// LinearTicks returns about n round ticks from 0 to at least largest.
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

// roundUp returns the next number that is 1, 2 or 5 times a power of ten.
func roundUp(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, digit := range []float64{1, 2, 5} {
		if v <= digit*power*(1+1e-9) {
			return digit * power
		}
	}
	return 10 * power
}

// LogTicks returns ticks from at most least to at least largest, both above 0. They are
// powers of ten or, if those are few, also steps in between.
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

// NinesTicks returns ticks for quantiles in percent, up to the last that n values can
// resolve.
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

// Figure formats v with at most three digits, and from 10,000 on with a prefix.
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

// round rounds v to three significant digits.
func round(v float64) float64 {
	if v == 0 || !finite(v) {
		return 0
	}
	power := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*power) / power
}
