package meter

import (
	"sync/atomic"
	"time"

	"mock-openai/fast/histogram"
)

// timing is the durations of the answers of one endpoint.
type timing struct{ first, stream, whole lazyHistogram }

// lazyHistogram is a histogram (18 kB) that is allocated on first use.
type lazyHistogram struct {
	histogram atomic.Pointer[histogram.Histogram]
}

func (l *lazyHistogram) get() *histogram.Histogram {
	if h := l.histogram.Load(); h != nil {
		return h
	}
	l.histogram.CompareAndSwap(nil, new(histogram.Histogram))
	return l.histogram.Load()
}

// Bounds per power of ten, in tenths.
var (
	wide = []time.Duration{10, 25, 50}
	fine = []time.Duration{10, 12, 16, 20, 25, 32, 40, 50, 63, 80} // for lateness, where a tenth of a millisecond counts
)

// bounds returns the steps of each power of ten from least to most.
func bounds(least, most time.Duration, steps []time.Duration) (all []time.Duration) {
	for d := least; ; d *= 10 {
		for _, tenths := range steps {
			if all = append(all, d*tenths/10); all[len(all)-1] >= most {
				return all
			}
		}
	}
}
