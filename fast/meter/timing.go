package meter

import (
	"sync/atomic"
	"time"

	"mock-openai/fast/histogram"
)

// timing is how long the answers of one endpoint took.
type timing struct{ first, stream, whole lazy }

// lazy is a histogram, 18 kB, that is made when it is first used.
type lazy struct {
	made atomic.Pointer[histogram.Histogram]
}

func (l *lazy) get() *histogram.Histogram {
	if h := l.made.Load(); h != nil {
		return h
	}
	l.made.CompareAndSwap(nil, new(histogram.Histogram))
	return l.made.Load()
}

// bounds are 1, 2.5 and 5 times each power of ten from least to most.
func bounds(least, most time.Duration) (all []time.Duration) {
	for d := least; ; d *= 10 {
		for _, tenths := range [...]time.Duration{10, 25, 50} {
			if all = append(all, d*tenths/10); all[len(all)-1] >= most {
				return all
			}
		}
	}
}
