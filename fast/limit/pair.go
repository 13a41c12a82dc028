package limit

import "mock-openai/fast/pace"

// Pair is two limits: one for each key and one for all keys together. The zero value
// has no limits.
type Pair struct{ Each, All Rate }

// Take takes n from both buckets, or from neither. The state is that of the bucket
// that refused, else of the one with less left.
func (p *Pair) Take(each, all *Bucket, n int, now pace.Instant) (State, bool) {
	one, ok := p.Each.Take(each, n, now)
	if !ok {
		return one, false
	}
	total, ok := p.All.Take(all, n, now)
	if !ok {
		p.Each.Return(each, n)
		return total, false
	}
	if one.Limit == 0 || total.Limit != 0 && total.Remaining < one.Remaining {
		return total, true
	}
	return one, true
}

// Return puts back n that Take took from both buckets.
func (p *Pair) Return(each, all *Bucket, n int) {
	p.Each.Return(each, n)
	p.All.Return(all, n)
}
