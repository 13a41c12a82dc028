package stats

// Bar is how many durations there are of about one length.
type Bar struct {
	Value int64 // ns, at most 0.1 % above each of them
	Count int64
}

// Counts are a Histogram's durations, without its empty buckets.
type Counts struct {
	Bars []Bar // by value, ascending
	N    int64
	Sum  float64 // ns, exact
}

// Counts takes a copy of what h has counted.
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
