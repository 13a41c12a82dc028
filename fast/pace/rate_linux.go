package pace

import "time"

// A high rate is ratedFirings within ratedTime: below 1,000 firings a second a thread of
// its own saves a pacer little.
const (
	ratedFirings = 64
	ratedTime    = ratedFirings * time.Millisecond
)

// rate is how often a pacer fires.
type rate struct {
	firings int64 // at the instant since
	since   Instant
}

// isHigh looks at the number of firings so far.
func (r *rate) isHigh(firings int64, now Instant) bool {
	if firings-r.firings < ratedFirings {
		return false
	}
	high := now.Sub(r.since) <= ratedTime
	r.firings, r.since = firings, now
	return high
}
