package h2

import "sync/atomic"

// turn says whose the loop of a connection is.
//
// The loop answers a request itself, which costs no switch of goroutines. But a request
// that waits must not hold up the others of its connection. So the loop can be taken away
// from the goroutine that answers: another one reads on, and the first finds out when it
// has answered. A turn begins when the loop begins to answer a request. Whoever ends it
// has the loop: the goroutine at the end of the answer, or someone else before that.
type turn struct {
	loop    *loop         // of whoever has it
	n       atomic.Uint64 // counts begins and ends, so it is odd during a turn
	current *stream       // the request that the loop answers
	seen    uint64        // n when the watchdog looked; guarded by the server's mu
}

// begin begins a turn, of the loop that calls it, for s.
func (t *turn) begin(s *stream) {
	s.turn = t.n.Load() + 1
	t.current = s
	t.n.Store(s.turn)
}

// end ends the turn with that number and returns its request, or nil if the turn has ended
// before. There is no turn 0.
func (t *turn) end(n uint64) *stream {
	if n == 0 || !t.n.CompareAndSwap(n, n+1) {
		return nil
	}
	s := t.current
	t.current = nil
	return s
}

// look reports whether there was a turn since the last look. If one has lasted since then,
// it returns its number, otherwise 0. The caller holds the server's mu.
func (t *turn) look() (busy bool, long uint64) {
	switch n := t.n.Load(); {
	case n != t.seen:
		t.seen = n
		return true, 0
	case n%2 == 1:
		return true, n
	}
	return false, 0
}

// detach takes the loop away from the goroutine that answers in that turn, unless the turn
// has ended.
func (c *locked) detach(turn uint64) {
	if s := c.turn.end(turn); s != nil {
		c.output.answering[s.id] = s
		go c.turn.loop.run()
	}
}

// detached reports whether s has left the loop.
func (s *stream) detached() bool { return s.turn == 0 || s.conn.turn.n.Load() != s.turn }

// answer answers s in the loop: with the handler, or because of failure. It returns true
// if the request has left the loop.
func (l *loop) answer(s *stream, failure error) (left bool) {
	if !s.whole {
		l.aborted.add(s.id)
	}
	l.turn.begin(s)
	l.server.watch()
	if s.answer(failure) {
		return l.handOver(s)
	}
	if l.turn.end(s.turn) == nil {
		l.answered(s)
		return true
	}
	l.abandon(s)
	return false
}

// answerApart answers s, whose body is not complete, in a goroutine of its own.
func (l *loop) answerApart(s *stream, failure error) {
	l.aborted.add(s.id)
	c := l.lock()
	c.output.answering[s.id] = s
	c.unlock()
	go func() {
		if s.answer(failure) {
			s.conn.handOver(s)
		} else {
			s.conn.answered(s)
		}
	}()
}
