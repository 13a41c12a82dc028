package h2

// The loop answers a request itself, which costs no switch of goroutines. But a request
// that waits must not hold up the others of its connection. So the loop can be taken away
// from the goroutine that answers: another one reads on, and the first finds out when it
// has answered. The turn is odd while a request is answered. Whoever changes it first has
// the loop: the goroutine at the end of the answer, or someone else before that.

// answer answers s in the loop: with the handler, or because of failure. It returns true
// if the request has left the loop.
func (c *conn) answer(s *stream, failure error) (left bool) {
	if !s.whole {
		c.aborted.add(s.id)
	}
	c.current, s.turn = s, c.turn.Load()+1
	c.turn.Store(s.turn)
	c.server.watch()
	if s.answer(failure) {
		return c.handOver(s)
	}
	if c.turn.CompareAndSwap(s.turn, s.turn+1) {
		c.current = nil
		c.active.Add(-1)
		s.release()
		return false
	}
	c.answered(s)
	return true
}

// answerApart answers s, whose body is not complete, in a goroutine of its own.
func (c *conn) answerApart(s *stream, failure error) {
	c.aborted.add(s.id)
	c.mu.Lock()
	c.answering[s.id] = s
	c.mu.Unlock()
	go func() {
		if s.answer(failure) {
			c.handOver(s)
		} else {
			c.answered(s)
		}
	}()
}

// answered is called at the end of an answer that has left the loop.
func (c *conn) answered(s *stream) {
	c.flush()
	c.mu.Lock()
	delete(c.answering, s.id)
	last := c.active.Add(-1) == 0
	if last && c.draining {
		c.poke()
	}
	forget := last && c.closed
	c.mu.Unlock()
	s.release()
	if forget {
		c.server.forget(c)
	}
}

// detachLocked takes the loop away from the goroutine that answers the current request, if
// it is still that turn; 0 is no turn. The caller holds c.mu.
func (c *conn) detachLocked(turn uint64) {
	if turn == 0 || !c.turn.CompareAndSwap(turn, turn+1) {
		return
	}
	s := c.current
	c.current = nil
	c.answering[s.id] = s
	go c.loop()
}

// detached reports whether s has left the loop.
func (s *stream) detached() bool { return s.turn == 0 || s.conn.turn.Load() != s.turn }
