package h2

import (
	"os"
	"time"

	"golang.org/x/net/http2"
)

// setFirstWindow sets how much new streams may send and changes the windows of the open
// ones. The caller holds c.mu.
func (c *conn) setFirstWindow(n int) error {
	more := n - c.firstWindow
	c.firstWindow = n
	for s := range c.uploads.all() {
		s.window += more
	}
	for _, s := range c.answering {
		if s.window += more; s.window > maxWindow {
			return http2.ConnectionError(http2.ErrCodeFlowControl)
		}
	}
	c.wake()
	return nil
}

// widen adds to the window of a stream, or of the connection if id is 0. The caller holds
// c.mu.
func (c *conn) widen(id uint32, more int) error {
	if id == 0 {
		if c.window += more; c.window > maxWindow {
			return http2.ConnectionError(http2.ErrCodeFlowControl)
		}
		c.wake()
		return nil
	}
	s := c.uploads.find(id)
	if s == nil {
		s = c.answering[id]
	}
	if s == nil {
		return nil // it has ended
	}
	if s.window += more; s.window > maxWindow {
		return http2.StreamError{StreamID: id, Code: http2.ErrCodeFlowControl}
	}
	s.signal()
	return nil
}

// wake lets all streams that wait try again. The caller holds c.mu.
func (c *conn) wake() {
	if c.waiting == 0 {
		return
	}
	for _, s := range c.answering {
		s.signal()
	}
}

// signal ends a wait of s.
func (s *stream) signal() {
	if !s.blocked {
		return
	}
	select {
	case s.wakeUp <- struct{}{}:
	default:
	}
}

// await waits until the client takes more, or leaves. The caller holds the connection's
// mu, which await unlocks meanwhile. A wait longer than the timeout resets the stream: a
// client may never open its window, which a deadline of the connection does not notice.
func (s *stream) await() error {
	c := s.conn
	c.detachLocked(s.turn)
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
	c.waiting++
	c.flushLocked()
	c.mu.Unlock()
	var err error
	select {
	case <-s.wakeUp:
	case <-timeout:
		err = os.ErrDeadlineExceeded
	}
	c.mu.Lock()
	s.blocked = false
	c.waiting--
	return err
}
