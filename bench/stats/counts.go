package stats

// Bar counts durations of about the same length.
type Bar struct {
	Value int64 // ns, at most 0.1 % above each of them
	Count int64
}

// Counts are the durations of a Histogram without its empty buckets.
type Counts struct {
	Bars []Bar // by value, ascending
	N    int64
	Sum  float64 // ns, exact
}

// Counts returns a copy of what h has counted.
func (h *Histogram) Counts() Counts {
	c := Counts{N: h.n, Sum: h.mean * float64(h.n)}
	if h.n == 0 {
		return c
	}
	for _, bar := range h.counts.Distribution() {
		if bar.Count > 0 {
			c.Bars = append(c.Bars, Bar{min(bar.To, int64(h.max)), bar.Count})
		}
	}
	return c
}
