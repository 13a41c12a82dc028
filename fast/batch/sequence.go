package batch

import (
	"time"

	"mock-openai/fast/pace"
)

// state is where a request is.
type state uint8

const (
	absent   state = iota // left, or never submitted
	waiting               // in the queue
	filling               // its prompt is being processed
	running               // its first token is being generated, or has been
	finished              // its last token has been generated
)

// Sequence is the state of a request in a Scheduler, for all of its choices. The zero value
// is not submitted. A Sequence must not be copied while it is submitted.
type Sequence struct {
	scheduler *Scheduler
	request   Request
	state     state

	made   int   // tokens generated before it was preempted last
	filled int   // tokens of its prompt, and of those made, that are in the KV cache while filling
	first  int64 // iteration that generates the token after those made

	prev, next *Sequence // in the list of the scheduler
	index      int       // in the heap

	waker  pace.Waker // woken when it is known when the wanted token is due; may be nil
	wanted int
}

// target returns how many tokens are processed before the next one can be generated.
func (q *Sequence) target() int { return q.request.Prompt + q.made }

// last returns the iteration that generates the last token.
func (q *Sequence) last() int64 { return q.first + int64(q.request.Output-1-q.made) }

// decodes reports whether a token follows that of the first iteration.
func (q *Sequence) decodes() bool { return q.last() > q.first }

// context returns how many tokens are in the KV cache when an iteration after the first one
// begins.
func (q *Sequence) context(iteration int64) int {
	return q.target() + int(iteration-q.first) - 1
}

// madeBefore returns how many tokens have been generated before an iteration.
func (q *Sequence) madeBefore(iteration int64) int {
	if q.state != running {
		return q.made
	}
	return q.made + int(iteration-q.first)
}

// blocksFor returns how many more blocks the next n tokens of the prompt need.
func (q *Sequence) blocksFor(n int) int {
	s := q.scheduler
	return q.request.Choices * (s.blocks(q.filled+n) - s.blocks(q.filled))
}

// growthSlot returns the index in growth of the iterations in which q needs another block.
func (q *Sequence) growthSlot() int {
	s := q.scheduler
	return s.slot(q.first + 1 - int64(q.target()) - s.next)
}

// Submitted reports whether q is between Submit and Leave.
func (q *Sequence) Submitted() bool { return q.scheduler != nil }

// Due returns when a token is due, counted from 0. If that is not known yet, it returns an
// instant at which to ask again. It may also wake w earlier, which it forgets at the next
// call or at Leave. A token that came before the request was preempted is due at once.
func (q *Sequence) Due(token int, w pace.Waker) (at pace.Instant, known bool) {
	s := q.scheduler
	s.mu.Lock()
	q.waker = nil
	if at, known = q.due(token); !known { // the clock takes longer to read than all the rest
		s.advance()
		at, known = q.due(token)
	}
	if !known && q.state != running {
		q.waker, q.wanted = w, token
	}
	s.unlock()
	return at, known
}

const (
	later    = pace.Never / 2 // never comes
	maxAhead = 1 << 16        // iterations, which last an hour at most each: no overflow
)

// due is Due for the present state. For a token whose iteration has not begun, it returns
// when that begins at the earliest.
func (q *Sequence) due(token int) (at pace.Instant, known bool) {
	s := q.scheduler
	token = min(max(0, token), q.request.Output-1)
	switch {
	case token < q.made:
		return s.began, true
	case q.state != running && q.state != finished:
		return later, false
	}
	i := q.first + int64(token-q.made)
	if ahead := i - s.next; ahead >= 0 {
		n := q.request.Choices
		fastest := s.config.Cost.of(n, 0, n*q.context(s.next))
		return s.end.Add(fastest * time.Duration(min(ahead, maxAhead))), false
	}
	if s.next-i > log {
		return s.began, true
	}
	return s.ends[i%log], true
}

// Forget makes the scheduler wake nobody for q.
func (q *Sequence) Forget() {
	if s := q.scheduler; s != nil {
		s.mu.Lock()
		q.waker = nil
		s.mu.Unlock()
	}
}

// Leave ends the request: it has been answered, or its client has left.
func (q *Sequence) Leave() {
	s := q.scheduler
	if s == nil {
		return
	}
	s.mu.Lock()
	s.advance()
	s.remove(q)
	*q = Sequence{}
	s.unlock()
}
