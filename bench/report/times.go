package report

import (
	"time"

	"mock-openai/bench/stats"
)

// TimesOf returns the times in h, or nil if h is empty.
func TimesOf(h *stats.Histogram) *Times {
	if h.Count() == 0 {
		return nil
	}
	return &Times{
		Count:     h.Count(),
		Mean:      ms(h.Mean()),
		Deviation: ms(h.Deviation()),
		Min:       ms(h.Min()),
		P50:       ms(h.Quantile(0.5)),
		P90:       ms(h.Quantile(0.9)),
		P99:       ms(h.Quantile(0.99)),
		P999:      ms(h.Quantile(0.999)),
		Max:       ms(h.Max()),
		Buckets:   buckets(h.Counts()),
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// buckets joins bars that are within 1 % of each other.
func buckets(c stats.Counts) []Bucket {
	var all []Bucket
	var least int64 // of the bucket under way
	for i, bar := range c.Bars {
		limit := float64(bar.Value) / float64(time.Millisecond)
		if i > 0 && bar.Value <= least+least/100 {
			last := &all[len(all)-1]
			last.Limit, last.Count = limit, last.Count+bar.Count
			continue
		}
		all, least = append(all, Bucket{limit, bar.Count}), bar.Value
	}
	return all
}
