package report

import (
	"math"

	"mock-openai/bench/plot"
)

// quantiles returns points of t's distribution up to the quantile end, which is below 1.
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

// bucketWidth is the largest ratio between the ends of a Bucket.
const bucketWidth = 1.011

// bins distributes t's buckets over n bins between from and to, which are equally wide on
// scale. It returns the share of the durations in each.
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

// outline returns the outline of a histogram.
func outline(bins []float64, edges func(i int) float64) (points []plot.Point) {
	points = append(points, plot.Point{X: edges(0), Y: 0})
	for i, v := range bins {
		points = append(points, plot.Point{X: edges(i), Y: v}, plot.Point{X: edges(i + 1), Y: v})
	}
	return append(points, plot.Point{X: edges(len(bins)), Y: 0})
}

// withoutRests joins the last second of each load with the one before it if it is too short
// to be meaningful.
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

// overTime returns a figure of each second, NaN where it has no data.
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

// largest returns the largest Y of points, or 0 without points.
func largest(points []plot.Point) (most float64) {
	for _, p := range points {
		if p.Y > most && !math.IsInf(p.Y, 0) {
			most = p.Y
		}
	}
	return most
}

// known reports whether any point has a value.
func known(points []plot.Point) bool {
	for _, p := range points {
		if !math.IsNaN(p.Y) {
			return true
		}
	}
	return false
}
