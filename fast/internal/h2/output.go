package h2

import (
	"errors"
	"os"
	"time"
)

const (
	// maxBatch is how many bytes may be collected. Answers wait beyond that until the
	// client takes some.
	maxBatch = 64 << 10
	// maxControl is how many bytes may be collected with what does not wait.
	maxControl = 1 << 20
)

// output is the sending half of a connection.
type output struct {
	frames   collected
	promised bool // somebody will flush what Collect has collected
	shrink   bool // the client has changed the size of its table

	// Of the write in progress.
	sending bool          // by one goroutine
	limited bool          // it has a deadline
	idle    chan struct{} // closes when nothing is sent any more; nil if nobody waits

	// Of the streams.
	window      int                // how much the client takes, for all of them
	firstWindow int                // of new ones
	answering   map[uint32]*stream // those that have left the loop
	waiting     int                // how many of them wait to write
	lastID      uint32             // the highest so far

	// Of the end.
	poked    bool  // the read deadline is not the loop's own
	draining bool  // GOAWAY is sent
	ended    bool  // the loop reads no more
	closed   bool  // the loop has ended
	err      error // the connection is broken
}

func newOutput() output {
	return output{window: firstWindow, firstWindow: firstWindow, answering: map[uint32]*stream{}}
}

// pending reports whether something is not written yet.
func (c *conn) pending() bool {
	held := c.lock()
	defer held.unlock()
	return held.output.frames.batch != nil || held.output.sending
}

// Flush writes what is collected, unless another goroutine does so. It does not wait for
// the client: if the socket is full, a goroutine writes the rest.
func (c *conn) Flush() {
	held := c.lock()
	held.flush()
	held.unlock()
}

// flush is Flush. It unlocks c meanwhile.
func (c *locked) flush() {
	o := &c.output
	if o.sending {
		if o.frames.size() > maxControl {
			c.fail(errTooMuch)
		}
		return
	}
	for o.frames.batch != nil && o.err == nil {
		b := o.frames.take()
		o.promised, o.sending = false, true
		open := c.unlock()
		rest, err := open.writeNow(b)
		if err == nil && len(rest) > 0 {
			go open.sendRest(b, rest)
			open.lock()
			return
		}
		b.release()
		open.lock()
		c.sent(err)
	}
	if o.idle != nil {
		close(o.idle)
		o.idle = nil
	}
}

// awaitSent waits until a goroutine that writes what is collected, if one does, has
// written it all or failed.
func (c *conn) awaitSent() {
	held := c.lock()
	var idle chan struct{}
	if held.output.sending {
		idle = make(chan struct{})
		held.output.idle = idle
	}
	held.unlock()
	if idle != nil {
		<-idle
	}
}

// errTooMuch ends a connection whose client asks for replies and does not take them.
var errTooMuch = errors.New("the client takes no replies")

// sent is called when a batch is written.
func (c *locked) sent(err error) {
	o := &c.output
	o.sending = false
	if o.limited {
		o.limited = false
		c.socket.Conn.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		c.fail(err)
	}
	c.wake()
}

// writeNow writes as much of b as the socket takes at once, and returns the rest.
func (c *conn) writeNow(b *batch) (rest []byte, err error) {
	p := b.b
	if c.secure {
		if _, err := c.net.Write(p); err != nil {
			return nil, err
		}
		b.b = c.socket.swap(p)
		p = b.b
	}
	n, err := c.socket.writeNow(p)
	return p[n:], err
}

// sendRest writes rest, which is of b, and what is collected meanwhile. The timeout
// starts again whenever the client has taken some bytes.
func (c *conn) sendRest(b *batch, rest []byte) {
	err := c.writeAll(rest)
	b.release()
	held := c.lock()
	defer held.unlock()
	held.sent(err)
	held.flush()
}

func (c *conn) writeAll(p []byte) error {
	for len(p) > 0 {
		held := c.lock()
		held.limitWrite()
		held.unlock()
		n, err := c.socket.Conn.Write(p)
		if err != nil && (n == 0 || !errors.Is(err, os.ErrDeadlineExceeded)) {
			return err
		}
		p = p[n:]
	}
	return nil
}

// limitWrite sets the deadline of the write in progress.
func (c *locked) limitWrite() {
	if limit := c.writeTimeout(); limit > 0 && c.output.sending {
		c.output.limited = true
		c.socket.Conn.SetWriteDeadline(time.Now().Add(limit))
	}
}

// writeTimeout returns how long the client may take nothing; 0 means no limit.
func (c *locked) writeTimeout() time.Duration {
	if limit := c.server.config.WriteTimeout; limit > 0 || !c.output.draining {
		return limit
	}
	return DrainTimeout
}
