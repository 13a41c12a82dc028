package h2

import (
	"cmp"
	"io"
	"os"
	"time"
)

// timeouts are the times of the loop's waits. A read deadline is set once and looked at
// when it is reached, so that requests which come in time do not move it.
type timeouts struct {
	read     time.Duration // Config.ReadTimeout, or DrainTimeout in its place; 0 means no limit
	began    time.Time     // the connection
	block    time.Time     // the header block whose end is missing; zero if none is
	idle     time.Time     // since when no request is in flight; zero if one is
	deadline time.Time     // set on the connection; zero if none is
}

// arm sets the read deadline for what must come next, unless an earlier one is set. It
// returns io.EOF if nothing more is to come.
func (c *conn) arm() error {
	now := time.Now()
	t := &c.timeouts
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.draining {
		if c.active.Load() == 0 {
			return errDrained
		}
		t.read = cmp.Or(t.read, DrainTimeout)
	}
	due := c.due(now)
	if c.poked || due.IsZero() != t.deadline.IsZero() || due.Before(t.deadline) {
		c.poked, t.deadline = false, due
		c.net.SetReadDeadline(due)
	}
	return nil
}

// poke ends the loop's wait, but not linger's. The caller holds c.mu.
func (c *conn) poke() {
	if c.ended {
		return
	}
	c.poked = true
	c.net.SetReadDeadline(time.Unix(1, 0))
}

// errDrained ends a connection that has answered everything before its GOAWAY.
var errDrained = os.ErrClosed

// due returns when the next wait ends; zero means never.
func (c *conn) due(now time.Time) (due time.Time) {
	t, limits := &c.timeouts, &c.server.config
	sooner := func(at time.Time) {
		if due.IsZero() || at.Before(due) {
			due = at
		}
	}
	if !c.greeted {
		sooner(t.began.Add(limits.negotiationTimeout()))
	}
	if t.read > 0 && !t.block.IsZero() {
		sooner(t.block.Add(t.read))
	}
	if c.active.Load() > 0 {
		t.idle = time.Time{}
	} else if t.idle.IsZero() {
		t.idle = now
	}
	if limits.IdleTimeout > 0 && !t.idle.IsZero() {
		sooner(t.idle.Add(limits.IdleTimeout))
	}
	for s := range c.uploads.all() {
		sooner(s.dueAt(now))
	}
	return due
}

// expire ends the waits that have lasted too long.
func (c *conn) expire() error {
	now := time.Now()
	t, limits := &c.timeouts, &c.server.config
	c.mu.Lock()
	c.poked = true // so that arm sets another deadline
	c.mu.Unlock()
	switch {
	case !c.greeted && now.Sub(t.began) >= limits.negotiationTimeout(),
		t.read > 0 && !t.block.IsZero() && now.Sub(t.block) >= t.read:
		return io.ErrUnexpectedEOF
	case limits.IdleTimeout > 0 && !t.idle.IsZero() && now.Sub(t.idle) >= limits.IdleTimeout:
		c.control(c.goAway)
		return nil
	}
	for s := range c.uploads.all() {
		if !now.Before(s.dueAt(now)) {
			c.uploads.take(s.id)
			c.answerApart(s, os.ErrDeadlineExceeded)
		}
	}
	return nil
}

// dueAt returns when more of s's body must have come, if now is when the loop waits.
func (s *stream) dueAt(now time.Time) time.Time {
	read, whole := s.conn.timeouts.read, s.conn.server.config.ReceiveTimeout
	if s.progressed {
		s.waits, s.progressed = now, false
	}
	due := now.Add(noTimeout)
	if read > 0 {
		due = s.waits.Add(read)
	}
	if by := s.began.Add(whole); whole > 0 && by.Before(due) {
		due = by
	}
	return due
}

const noTimeout = 100 * 365 * 24 * time.Hour
