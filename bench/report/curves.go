package report

import (
	"math"

	"mock-openai/bench/plot"
)

// quantiles are the points of t's distribution, as far as end, a quantile below 1.
func (t *Times) quantiles(end float64) (points []plot.Point) {
	if t == nil || t.Count == 0 {
		return nil
	}
	points = append(points, plot.Point{X: 0, Y: t.Min})
	var seen int64
	for _, b := range t.Buckets {
		seen += b.Count
		q := float64(seen) / float64(t.Count)
		if q >= end {
			return append(points, plot.Point{X: end, Y: b.Limit})
		}
		points = append(points, plot.Point{X: q, Y: b.Limit})
	}
	return points
}

// bucketWidth is that of a Bucket at the most, as a ratio.
const bucketWidth = 1.011

// bins shares t's buckets out among n bins that are of equal width on a scale
// between from and to, as parts of all.
func (t *Times) bins(scale plot.Scale, from, to float64, n int) []float64 {
	all := make([]float64, n)
	low, width := scale(from), (scale(to)-scale(from))/float64(n)
	place := func(v float64) float64 { return min(max((scale(v)-low)/width, 0), float64(n)) }
	before := 0.0
	for _, b := range t.Buckets {
		limit := max(b.Limit, from)
		start := place(max(before, limit/bucketWidth, from))
		end := place(limit)
		before = b.Limit
		part := float64(b.Count) / float64(t.Count)
		first := min(int(start), n-1)
		if end-start < 1e-9 {
			all[first] += part
			continue
		}
		for i := first; i < n && float64(i) < end; i++ {
			overlap := min(end, float64(i+1)) - max(start, float64(i))
			all[i] += part * max(overlap, 0) / (end - start)
		}
	}
	return all
}

// outline is a histogram as a line.
func outline(bins []float64, edges func(i int) float64) (points []plot.Point) {
	points = append(points, plot.Point{X: edges(0), Y: 0})
	for i, v := range bins {
		points = append(points, plot.Point{X: edges(i), Y: v}, plot.Point{X: edges(i + 1), Y: v})
	}
	return append(points, plot.Point{X: edges(len(bins)), Y: 0})
}

// withoutRests are the seconds of a load, of which a short one at its end, in which few
// requests came to their end, is joined with the one before.
func withoutRests(series []Second) (joined []Second) {
	for _, s := range series {
		if n := len(joined); n > 0 {
			last := &joined[n-1]
			if s.Length > 0 && s.Length < last.Length/2 && s.At-s.Length < last.At+last.Length/100 {
				last.At, last.Length = s.At, last.Length+s.Length
				last.Requests, last.Errors = last.Requests+s.Requests, last.Errors+s.Errors
				continue
			}
		}
		joined = append(joined, s)
	}
	return joined
}

// overTime are values of seconds, NaN where there are none.
func overTime(series []Second, of func(*Second) *float64) (points []plot.Point) {
	series = withoutRests(series)
	for i := range series {
		y := math.NaN()
		if v := of(&series[i]); v != nil {
			y = *v
		}
		points = append(points, plot.Point{X: series[i].At, Y: y})
	}
	return points
}

// largest is the largest Y of points, 0 without any.
func largest(points []plot.Point) (most float64) {
	for _, p := range points {
		if p.Y > most && !math.IsInf(p.Y, 0) {
			most = p.Y
		}
	}
	return most
}

// known reports whether any of the points has a value.
func known(points []plot.Point) bool {
	for _, p := range points {
		if !math.IsNaN(p.Y) {
			return true
		}
	}
	return false
}
