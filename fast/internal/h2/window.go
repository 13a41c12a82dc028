package h2

import (
	"os"
	"time"

	"golang.org/x/net/http2"
)

// setFirstWindow sets how much new streams may send and changes the windows of those that
// are answered. It returns by how much.
func (c *locked) setFirstWindow(n int) (more int, err error) {
	o := &c.output
	more = n - o.firstWindow
	o.firstWindow = n
	for _, s := range o.answering {
		if s.window += more; s.window > maxWindow {
			return more, http2.ConnectionError(http2.ErrCodeFlowControl)
		}
	}
	c.wake()
	return more, nil
}

// widen adds to the window of all streams together.
func (c *locked) widen(more int) error {
	if c.output.window += more; c.output.window > maxWindow {
		return http2.ConnectionError(http2.ErrCodeFlowControl)
	}
	c.wake()
	return nil
}

// widen adds to the window of s.
func (s *stream) widen(more int) error {
	if s.window += more; s.window > maxWindow {
		return http2.StreamError{StreamID: s.id, Code: http2.ErrCodeFlowControl}
	}
	return nil
}

// wake lets all streams that wait try again.
func (c *locked) wake() {
	if c.output.waiting == 0 {
		return
	}
	for _, s := range c.output.answering {
		c.signal(s)
	}
}

// signal ends a wait of s.
func (*locked) signal(s *stream) {
	if !s.blocked {
		return
	}
	select {
	case s.wakeUp <- struct{}{}:
	default:
	}
}

// await waits until the client takes more of s, or leaves. It unlocks c meanwhile. A wait
// longer than the timeout resets the stream: a client may never open its window, which a
// deadline of the connection does not notice.
func (c *locked) await(s *stream) error {
	c.detach(s.turn)
	if s.wakeUp == nil {
		s.wakeUp = make(chan struct{}, 1)
	}
	var timeout <-chan time.Time
	if limit := c.writeTimeout(); limit > 0 {
		if s.stuck.IsZero() {
			s.stuck = time.Now()
		}
		timer := time.NewTimer(time.Until(s.stuck.Add(limit)))
		defer timer.Stop()
		timeout = timer.C
	}
	s.blocked = true
	c.output.waiting++
	c.flush()
	open := c.unlock()
	var err error
	select {
	case <-s.wakeUp:
	case <-timeout:
		err = os.ErrDeadlineExceeded
	}
	open.lock()
	s.blocked = false
	c.output.waiting--
	return err
}
