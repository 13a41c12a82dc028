package batch

// Stats is what an engine does, and what it has done so far. It counts requests, not
// choices.
type Stats struct {
	Running, Waiting int     // requests now
	KVUsage          float64 // share of the blocks in use, 0..1
	Iterations       uint64  // begun so far
	Preemptions      uint64
	Finished         uint64 // requests whose last token has been generated
	PromptTokens     uint64 // processed, but for those computed again after a preemption
	GenerationTokens uint64
}

// Stats returns the present numbers.
func (s *Scheduler) Stats() Stats {
	s.mu.Lock()
	s.advance()
	c := &s.counts
	stats := Stats{
		Running: s.running.n, Waiting: s.waiting.n,
		KVUsage:    min(1, float64(s.config.Blocks-s.free)/float64(s.config.Blocks)),
		Iterations: uint64(s.next), Preemptions: c.preemptions, Finished: c.finished,
		PromptTokens: c.promptTokens, GenerationTokens: c.generationTokens,
	}
	if s.busy {
		stats.GenerationTokens -= c.current
	}
	s.unlock()
	return stats
}

// counts are what a scheduler counts.
type counts struct {
	waitingTokens    int // to be processed for the requests in the queue
	preemptions      uint64
	finished         uint64
	promptTokens     uint64
	generationTokens uint64 // with those of the current iteration
	current          uint64 // those of the current iteration
}

// iterated counts the tokens of an iteration that has just begun, without first tokens.
func (c *counts) iterated(decoded int) {
	c.current = uint64(decoded)
	c.generationTokens += uint64(decoded)
}

// started counts the first token of q since it was admitted.
func (c *counts) started(q *Sequence) {
	n := uint64(q.request.Choices)
	c.current += n
	c.generationTokens += n
	if q.made == 0 {
		c.promptTokens += uint64(q.request.Prompt)
	}
}
