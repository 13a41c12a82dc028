package render

import (
	"math"
	"time"
)

// RoundUp is d rounded up to a multiple of unit, if there is one.
func RoundUp(d, unit time.Duration) time.Duration {
	if d > math.MaxInt64-unit {
		return d
	}
	return (d + unit - 1) / unit * unit
}
