package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Statistic is a statistic of durations: a quantile in 0..1, or Mean.
type Statistic float64

// Mean is the mean of all durations.
const Mean Statistic = -1

// Interval is an estimate with its confidence interval of 95 %.
type Interval struct{ Estimate, Low, High float64 }

// resamples is how often blocks are drawn. The ends of an interval then vary by about 2 % of
// its length.
const resamples = 2000

// Added returns how much each of the statistics of via exceeds that of direct, in ns. Both
// have one entry for each block. Block i of one ran beside block i of the other, so the two
// are drawn together: a disturbance of both cancels out. The interval is the percentile
// bootstrap over blocks, widened for their number (Hesterberg 2015, "What teachers should
// know about the bootstrap", section 5.2).
func Added(direct, via []Counts, statistics []Statistic) []Interval {
	n := min(len(direct), len(via))
	a, b := newPool(direct[:n]), newPool(via[:n])
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	result := make([]Interval, len(statistics))
	differences := make([][]float64, len(statistics))
	a.draw(all)
	b.draw(all)
	for k, s := range statistics {
		result[k].Estimate = b.statistic(s) - a.statistic(s)
	}
	random := rand.New(rand.NewPCG(1, uint64(n)))
	for range resamples {
		for i := range all {
			all[i] = random.IntN(n)
		}
		a.draw(all)
		b.draw(all)
		for k, s := range statistics {
			if d := b.statistic(s) - a.statistic(s); !math.IsNaN(d) {
				differences[k] = append(differences[k], d)
			}
		}
	}
	for k, d := range differences {
		result[k].Low, result[k].High = ends(d, n)
	}
	return result
}

// ends returns the ends of the interval, computed from the differences of the resamples.
// With fewer than 2 blocks they are infinite.
func ends(differences []float64, blocks int) (low, high float64) {
	if blocks < 2 || len(differences) == 0 {
		return math.Inf(-1), math.Inf(1)
	}
	slices.Sort(differences)
	n := float64(blocks)
	tail := normal(-math.Sqrt(n/(n-1)) * student(n-1))
	at := func(q float64) float64 { return differences[int(math.Round(q*float64(len(differences)-1)))] }
	return at(tail), at(1 - tail)
}

// normal is the distribution function of the standard normal distribution.
func normal(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// student returns the 97.5 % quantile of Student's t distribution by the expansion of
// Abramowitz and Stegun 26.7.5. It is off by 5 % at 2 degrees of freedom and by less than
// 0.1 % from 6 on. At 1 it is exact.
func student(freedom float64) float64 {
	if freedom == 1 {
		return 12.706
	}
	const z = 1.959964
	z3, z5, z7 := z*z*z, math.Pow(z, 5), math.Pow(z, 7)
	return z + (z3+z)/(4*freedom) + (5*z5+16*z3+3*z)/(96*freedom*freedom) +
		(3*z7+19*z5+17*z3-15*z)/(384*freedom*freedom*freedom)
}

// pool holds blocks to draw from, as counts of all values that any block has.
type pool struct {
	blocks []Counts
	places [][]int32 // of each block's bars among values
	values []int64
	counts []int64 // of the draw
	n      int64
	sum    float64
}

func newPool(blocks []Counts) *pool {
	p := &pool{blocks: blocks}
	for _, b := range blocks {
		for _, bar := range b.Bars {
			p.values = append(p.values, bar.Value)
		}
	}
	slices.Sort(p.values)
	p.values = slices.Compact(p.values)
	p.counts = make([]int64, len(p.values))
	for _, b := range blocks {
		places := make([]int32, len(b.Bars))
		for i, bar := range b.Bars {
			at, _ := slices.BinarySearch(p.values, bar.Value)
			places[i] = int32(at)
		}
		p.places = append(p.places, places)
	}
	return p
}

// draw pools the blocks with these indices.
func (p *pool) draw(indices []int) {
	clear(p.counts)
	p.n, p.sum = 0, 0
	for _, i := range indices {
		for j, place := range p.places[i] {
			p.counts[place] += p.blocks[i].Bars[j].Count
		}
		p.n += p.blocks[i].N
		p.sum += p.blocks[i].Sum
	}
}

// statistic returns the statistic of the pooled blocks in ns, or NaN if they are empty.
func (p *pool) statistic(s Statistic) float64 {
	if p.n == 0 {
		return math.NaN()
	}
	if s == Mean {
		return p.sum / float64(p.n)
	}
	rank := max(int64(math.Ceil(float64(s)*float64(p.n))), 1)
	var seen int64
	for i, count := range p.counts {
		if seen += count; seen >= rank {
			return float64(p.values[i])
		}
	}
	return math.NaN()
}

// Of returns the statistics of all blocks together in ns, or NaN without durations.
func Of(blocks []Counts, statistics []Statistic) []float64 {
	p := newPool(blocks)
	all := make([]int, len(blocks))
	for i := range all {
		all[i] = i
	}
	p.draw(all)
	values := make([]float64, len(statistics))
	for k, s := range statistics {
		values[k] = p.statistic(s)
	}
	return values
}
