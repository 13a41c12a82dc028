package render

import (
	"math"
	"time"
)

// RoundUp returns d rounded up to a multiple of unit, or d if that would overflow.
func RoundUp(d, unit time.Duration) time.Duration {
	if d > math.MaxInt64-unit {
		return d
	}
	return (d + unit - 1) / unit * unit
}
