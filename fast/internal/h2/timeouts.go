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
func (l *loop) arm() error {
	now := time.Now()
	t := &l.timeouts
	c := l.lock()
	defer c.unlock()
	if c.output.draining {
		if l.active.Load() == 0 {
			return errDrained
		}
		t.read = cmp.Or(t.read, DrainTimeout)
	}
	due := l.due(now)
	if c.output.poked || due.IsZero() != t.deadline.IsZero() || due.Before(t.deadline) {
		c.output.poked, t.deadline = false, due
		l.net.SetReadDeadline(due)
	}
	return nil
}

// poke ends the loop's wait, but not linger's.
func (c *locked) poke() {
	if c.output.ended {
		return
	}
	c.output.poked = true
	c.net.SetReadDeadline(time.Unix(1, 0))
}

// errDrained ends a connection that has answered everything before its GOAWAY.
var errDrained = os.ErrClosed

// due returns when the next wait ends; zero means never.
func (l *loop) due(now time.Time) (due time.Time) {
	t, limits := &l.timeouts, &l.server.config
	sooner := func(at time.Time) {
		if due.IsZero() || at.Before(due) {
			due = at
		}
	}
	if !l.greeted {
		sooner(t.began.Add(limits.negotiationTimeout()))
	}
	if t.read > 0 && !t.block.IsZero() {
		sooner(t.block.Add(t.read))
	}
	if l.active.Load() > 0 {
		t.idle = time.Time{}
	} else if t.idle.IsZero() {
		t.idle = now
	}
	if limits.IdleTimeout > 0 && !t.idle.IsZero() {
		sooner(t.idle.Add(limits.IdleTimeout))
	}
	for s := range l.uploads.all() {
		sooner(l.dueAt(s, now))
	}
	return due
}

// expire ends the waits that have lasted too long.
func (l *loop) expire() error {
	now := time.Now()
	t, limits := &l.timeouts, &l.server.config
	c := l.lock()
	c.output.poked = true // so that arm sets another deadline
	c.unlock()
	switch {
	case !l.greeted && now.Sub(t.began) >= limits.negotiationTimeout(),
		t.read > 0 && !t.block.IsZero() && now.Sub(t.block) >= t.read:
		return io.ErrUnexpectedEOF
	case limits.IdleTimeout > 0 && !t.idle.IsZero() && now.Sub(t.idle) >= limits.IdleTimeout:
		c := l.lock()
		defer c.unlock()
		c.goAway()
		return nil
	}
	for s := range l.uploads.all() {
		if !now.Before(l.dueAt(s, now)) {
			l.uploads.take(s.id)
			l.answerApart(s, os.ErrDeadlineExceeded)
		}
	}
	return nil
}

// dueAt returns when more of s's body must have come, if now is when the loop waits.
func (l *loop) dueAt(s *stream, now time.Time) time.Time {
	read, whole := l.timeouts.read, l.server.config.ReceiveTimeout
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
