package report

import (
	"fmt"
	"io"
)

// Progress returns a function that writes a line to w for each Second.
func Progress(w io.Writer) func(Second) {
	return func(s Second) {
		line := fmt.Sprintf("%6.1f s  %s/s  errors %s  in flight %s", s.At, rate(s.perSecond()), count(s.Errors), count(s.InFlight))
		if s.P50 != nil && s.P99 != nil {
			line += fmt.Sprintf("  p50 %s  p99 %s ms", millis(*s.P50), millis(*s.P99))
		}
		if s.Headroom != nil {
			line += "  headroom " + headroom(*s.Headroom)
		}
		fmt.Fprintln(w, line)
	}
}

// perSecond returns the requests, scaled up if s is shorter than a second.
func (s *Second) perSecond() float64 {
	if s.Length <= 0 {
		return float64(s.Requests)
	}
	return float64(s.Requests) / s.Length
}
