package batch

import (
	"sync"
	"time"

	"mock-openai/fast/pace"
)

// Alarm calls Scheduler.Run at an instant. A pace.Job is one.
type Alarm interface{ Schedule(at pace.Instant) }

// Scheduler simulates an engine. It is safe for concurrent use. While no request runs, it
// does nothing.
type Scheduler struct {
	config Config
	now    func() pace.Instant
	alarm  Alarm

	mu    sync.Mutex
	armed bool         // the alarm is set
	busy  bool         // an iteration has begun
	next  int64        // number of the next iteration
	began pace.Instant // when the iteration before it began
	end   pace.Instant // and when it ends
	ends  [log]pace.Instant

	waiting  list      // in the order in which they will be admitted
	running  list      // in the order in which they were admitted
	filling  *Sequence // the last of running, if a part of its prompt is left; else nil
	finishes heap      // running without filling, by their last iteration
	started  []*Sequence

	// What follows is as of the beginning of the next iteration.
	sequences int   // that run; one for each choice
	decoding  int   // of these, that generate a token in the next iteration
	context   int   // tokens of decoding in the KV cache
	free      int   // blocks; negative if a single request needs more than there are
	growth    []int // blocks that decoding needs in iteration i at i modulo the size of a block

	counts counts
}

// log is the number of iterations whose ends are remembered.
const log = 1 << 12

// New returns an idle scheduler. now is the current time. The alarm is set while requests
// wait for their first token.
func New(c Config, now func() pace.Instant, alarm Alarm) *Scheduler {
	return &Scheduler{config: c, now: now, alarm: alarm, free: c.Blocks, growth: make([]int, c.BlockSize)}
}

// Request is what the scheduler knows of a request.
type Request struct {
	Prompt int // tokens, at least 1
	Cached int // tokens of the prompt that need no computation
	Output int // tokens that each choice will have, at least 1
	// Choices are generated side by side; 0 means 1. They count as that many sequences,
	// whose prompt is computed once.
	Choices int
}

// Submit adds a request to the waiting queue. q is its state, to which the scheduler refers
// until q.Leave.
func (s *Scheduler) Submit(q *Sequence, r Request) {
	s.mu.Lock()
	*q = Sequence{scheduler: s, request: r.within(&s.config), state: waiting, index: notInHeap}
	s.advance()
	s.waiting.pushBack(q)
	s.counts.waitingTokens += q.target()
	if !s.busy {
		s.busy = true
		s.iterate(s.now())
	}
	s.unlock()
}

// within returns r with sensible numbers.
func (r Request) within(c *Config) Request {
	r.Prompt, r.Output = min(max(1, r.Prompt), maxTokens), min(max(1, r.Output), maxTokens)
	r.Cached = min(max(0, r.Cached), r.Prompt-1) // the last token makes the first of the answer
	r.Choices = min(max(1, r.Choices), c.MaxSequences)
	return r
}

var _ pace.Task = (*Scheduler)(nil)

// Run advances the simulation when the alarm goes off, and returns when it must go off
// again.
func (s *Scheduler) Run(err error) (next pace.Instant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance()
	if err != nil || !s.needsAlarm() {
		s.armed = err != nil
		return pace.Never
	}
	return s.end
}

// needsAlarm reports whether requests wait for a token whose iteration is not known yet.
func (s *Scheduler) needsAlarm() bool { return s.waiting.first != nil || s.filling != nil }

// unlock unlocks s and sets the alarm, if it has become necessary.
func (s *Scheduler) unlock() {
	arm, end := !s.armed && s.needsAlarm(), s.end
	s.armed = s.armed || arm
	s.mu.Unlock()
	if arm {
		s.alarm.Schedule(end)
	}
}

// advance begins the iterations that have begun by now.
func (s *Scheduler) advance() {
	if !s.busy {
		return
	}
	for now := s.now(); s.busy && s.end <= now; {
		s.iterate(s.end)
	}
}

// Estimate returns how long a request would take until its first token, and from each token
// to the next, if others neither came nor left.
func (s *Scheduler) Estimate(r Request) (ttft, itl time.Duration) {
	s.mu.Lock()
	s.advance()
	r = r.within(&s.config)
	sequences, context := s.decoding+r.Choices, s.context+r.Choices*r.Prompt
	itl = s.config.Cost.of(sequences, 0, context)
	ttft = s.config.Cost.of(sequences, r.Prompt-r.Cached+s.counts.waitingTokens, context)
	if s.busy {
		ttft += s.end.Sub(s.now())
	}
	s.unlock()
	return ttft, itl
}
