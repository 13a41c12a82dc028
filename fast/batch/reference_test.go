package batch

import (
	"cmp"
	"slices"
	"time"

	"mock-openai/fast/pace"
)

// workload is a request of a test, and what becomes of it.
type workload struct {
	Request
	at, hangUp pace.Instant   // it comes and its client leaves; never leaves if 0
	due        []pace.Instant // of its tokens
}

// refSequence is a request in the reference simulation.
type refSequence struct {
	*workload
	computed, blocks int
}

// reference is a slow simulation without cleverness: in every iteration it looks at every
// request and counts its tokens and blocks.
type reference struct {
	config           Config
	free             int
	running, waiting []*refSequence
	preemptions      int
	chunks           int // prompts that took more than an iteration
}

// simulate sets when the tokens of all requests are due.
func (r *reference) simulate(all []*workload) {
	coming := slices.Clone(all)
	slices.SortStableFunc(coming, func(a, b *workload) int { return cmp.Compare(a.at, b.at) })
	r.free = r.config.Blocks
	now := pace.Instant(0)
	for {
		for len(coming) > 0 && coming[0].at <= now {
			r.waiting = append(r.waiting, &refSequence{workload: coming[0]})
			coming = coming[1:]
		}
		r.running = slices.DeleteFunc(r.running, func(q *refSequence) bool { return r.ends(q, now) })
		r.waiting = slices.DeleteFunc(r.waiting, func(q *refSequence) bool { return r.ends(q, now) })
		switch {
		case len(r.running)+len(r.waiting) > 0:
			now = r.iterate(now)
		case len(coming) > 0:
			now = coming[0].at
		default:
			return
		}
	}
}

// ends frees the blocks of a request that is complete or whose client has left.
func (r *reference) ends(q *refSequence, now pace.Instant) bool {
	if len(q.due) < q.Output && (q.hangUp == 0 || q.hangUp > now) {
		return false
	}
	r.free += q.blocks
	return true
}

// allocate takes the blocks for so many tokens of q, if there are enough or it must.
func (r *reference) allocate(q *refSequence, tokens int, must bool) bool {
	blocks := q.Choices * ((tokens + r.config.BlockSize - 1) / r.config.BlockSize)
	if more := blocks - q.blocks; more > r.free && !must {
		return false
	}
	r.free -= blocks - q.blocks
	q.blocks = blocks
	return true
}

// iterate returns the end of an iteration that begins now.
func (r *reference) iterate(now pace.Instant) pace.Instant {
	c := r.config
	budget, preempted := c.MaxBatchedTokens, false
	cost := c.Cost.Base
	var making []*refSequence
	schedule := func(q *refSequence, n int) {
		cost += time.Duration(q.Choices) * c.Cost.Sequence
		if len(q.due) > 0 && n == 1 && q.computed >= q.Prompt+len(q.due)-1 {
			budget -= q.Choices
			cost += time.Duration(q.Choices*q.computed) * c.Cost.ContextToken
		} else {
			budget -= n
			cost += time.Duration(n)*c.Cost.PrefillToken + time.Duration(q.computed)*c.Cost.ContextToken
		}
		q.computed += n
		if q.computed == q.Prompt+len(q.due) {
			making = append(making, q)
		} else {
			r.chunks++
		}
	}
	for i := 0; i < len(r.running); i++ {
		q := r.running[i]
		n := min(q.Prompt+len(q.due)-q.computed, budget)
		for !r.allocate(q, q.computed+n, len(r.running) == 1) {
			last := r.running[len(r.running)-1]
			r.running = r.running[:len(r.running)-1]
			r.free += last.blocks
			last.computed, last.blocks = 0, 0
			r.waiting = slices.Insert(r.waiting, 0, last)
			r.preemptions++
			preempted = true
			if last == q {
				break
			}
		}
		if i < len(r.running) {
			schedule(q, n)
		}
	}
	for !preempted && budget > 0 && len(r.waiting) > 0 {
		q := r.waiting[0]
		places := q.Choices
		for _, other := range r.running {
			places += other.Choices
		}
		if places > c.MaxSequences {
			break
		}
		q.computed = min(q.Cached, q.Prompt+len(q.due)-1)
		n := min(q.Prompt+len(q.due)-q.computed, budget)
		if !r.allocate(q, q.computed+n, len(r.running) == 0) {
			q.computed = 0
			break
		}
		r.waiting = r.waiting[1:]
		r.running = append(r.running, q)
		schedule(q, n)
	}
	end := now.Add(cost)
	for _, q := range making {
		q.due = append(q.due, end)
	}
	return end
}
