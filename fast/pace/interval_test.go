package pace

import (
	"slices"
	"testing"
	"time"
)

// TestInterval expects the time between firings to follow the waits of many streams, and
// not to be moved much by a stream that waits for long.
func TestInterval(t *testing.T) {
	for name, test := range map[string]struct {
		waits    []time.Duration // in turns
		from, to time.Duration
	}{
		"no waits":                {nil, minInterval, minInterval},
		"deadlines that are past": {[]time.Duration{-time.Second}, minInterval, minInterval},
		"every 0.5 ms":            {[]time.Duration{500 * time.Microsecond}, minInterval, minInterval},
		"every 20 ms":             {[]time.Duration{20 * time.Millisecond}, 77 * time.Microsecond, 79 * time.Microsecond},
		"every hour":              {[]time.Duration{time.Hour}, maxInterval - time.Microsecond, maxInterval},
		"every ms, and one an hour": {
			append(slices.Repeat([]time.Duration{time.Millisecond}, 1000), time.Hour), minInterval, minInterval,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var i interval
			for range 1000 {
				for _, wait := range test.waits {
					i.add(wait)
				}
			}
			if got := i.length(); got < test.from || got > test.to {
				t.Errorf("%v, not %v to %v", got, test.from, test.to)
			}
		})
	}
}
