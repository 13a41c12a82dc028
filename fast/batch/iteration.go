package batch

import "mock-openai/fast/pace"

// iterate begins the next iteration at an instant, the end of the one before. If there is
// nothing to do, s is idle from then on.
func (s *Scheduler) iterate(at pace.Instant) {
	s.finish()
	if s.running.first == nil && s.waiting.first == nil {
		s.busy = false
		return
	}
	preempted := s.makeRoom()
	s.free -= s.growth[s.slot(0)]
	b := batch{tokens: s.config.MaxBatchedTokens - s.decoding, sequences: s.decoding, context: s.context}
	if s.filling != nil {
		s.fill(s.filling, &b)
	}
	if !preempted {
		s.admit(&b)
	}
	s.began, s.end = at, at.Add(s.config.Cost.of(b.sequences, b.prefill, b.context))
	s.ends[s.next%log] = s.end
	s.context += s.decoding
	s.counts.iterated(s.decoding)
	s.next++
	for i, q := range s.started {
		s.join(q)
		s.started[i] = nil
	}
	s.started = s.started[:0]
}

// batch is what an iteration does.
type batch struct {
	tokens    int // that it can still process
	sequences int
	prefill   int // tokens of prompts
	context   int // tokens in the KV cache
}

// slot returns the index in growth of the iteration that follows the next one by n.
func (s *Scheduler) slot(n int64) int {
	size := int64(s.config.BlockSize)
	return int(((s.next+n)%size + size) % size)
}

// blocks returns how many blocks hold that many tokens.
func (s *Scheduler) blocks(tokens int) int {
	return (tokens + s.config.BlockSize - 1) / s.config.BlockSize
}

// finish removes the requests whose last token has been generated.
func (s *Scheduler) finish() {
	for len(s.finishes) > 0 && s.finishes[0].last() < s.next {
		q := s.finishes[0]
		s.remove(q)
		q.state = finished
		s.counts.finished++
	}
}

// makeRoom preempts the newest requests until the others find enough blocks for the next
// iteration. The oldest is never preempted, so that there is always progress. It reports
// whether it has preempted any.
func (s *Scheduler) makeRoom() (preempted bool) {
	for s.running.first != s.running.last {
		need := s.growth[s.slot(0)]
		if q := s.filling; q != nil {
			need += q.blocksFor(s.chunk(q, s.config.MaxBatchedTokens-s.decoding))
		}
		if need <= s.free {
			break
		}
		s.preempt(s.running.last)
		preempted = true
	}
	return preempted
}

// preempt returns a running request to the head of the queue. Its prompt and the tokens
// that it has generated will be computed again.
func (s *Scheduler) preempt(q *Sequence) {
	made := q.madeBefore(s.next)
	s.remove(q)
	q.made, q.filled, q.state = made, 0, waiting
	s.waiting.pushFront(q)
	s.counts.waitingTokens += q.target()
	s.counts.preemptions++
}

// chunk returns how many tokens of q's prompt are processed next, at most most.
func (s *Scheduler) chunk(q *Sequence, most int) int { return min(q.target()-q.filled, most) }

// fill processes the next chunk of q's prompt.
func (s *Scheduler) fill(q *Sequence, b *batch) {
	n := s.chunk(q, b.tokens)
	s.free -= q.blocksFor(n)
	b.tokens -= n
	b.prefill += n
	b.sequences += q.request.Choices
	b.context += q.filled
	q.filled += n
	s.filling = q
	if q.filled == q.target() {
		s.filling = nil
		q.state, q.first = running, s.next
		s.started = append(s.started, q)
	}
}

// admit lets waiting requests run, in their order, as long as the limits allow. If nothing
// runs, the first is always admitted.
func (s *Scheduler) admit(b *batch) {
	for q := s.waiting.first; q != nil && b.tokens > 0; q = s.waiting.first {
		q.filled = min(q.request.Cached, q.target()-1)
		blocks := q.request.Choices*s.blocks(q.filled) + q.blocksFor(s.chunk(q, b.tokens))
		if s.sequences+q.request.Choices > s.config.MaxSequences || blocks > s.free && s.running.first != nil {
			q.filled = 0
			return
		}
		s.waiting.remove(q)
		s.counts.waitingTokens -= q.target()
		s.running.pushBack(q)
		q.state = filling
		s.sequences += q.request.Choices
		s.free -= q.request.Choices * s.blocks(q.filled)
		s.fill(q, b)
	}
}

// join adds q, whose next token is generated in the iteration that has just begun, to
// those that go on generating, and wakes whoever waits for it.
func (s *Scheduler) join(q *Sequence) {
	s.finishes.push(q)
	s.counts.started(q)
	if q.decodes() {
		s.decoding += q.request.Choices
		s.context += q.request.Choices * q.context(s.next)
		s.growth[q.growthSlot()] += q.request.Choices
	}
	if w := q.waker; w != nil {
		q.waker = nil
		at, _ := q.due(q.wanted)
		w.Sooner(at)
	}
}

// remove takes q out of the queue or the batch.
func (s *Scheduler) remove(q *Sequence) {
	n := q.request.Choices
	switch q.state {
	case waiting:
		s.waiting.remove(q)
		s.counts.waitingTokens -= q.target()
		return
	case filling:
		s.free += n * s.blocks(q.filled)
		s.filling = nil
	case running:
		s.finishes.remove(q)
		s.free += n * s.blocks(q.context(s.next))
		if q.decodes() {
			s.decoding -= n
			s.context -= n * q.context(s.next)
			s.growth[q.growthSlot()] -= n
		}
	default:
		return
	}
	s.running.remove(q)
	s.sequences -= n
}
