package h2

import (
	"errors"
	"os"
	"sync"
	"time"
)

const (
	// maxBatch is how many bytes may be collected. Answers wait beyond that until the
	// client takes some.
	maxBatch = 64 << 10
	// maxControl is how many bytes may be collected with what does not wait.
	maxControl = 1 << 20
	// maxPooled is the capacity in bytes above which a buffer is left to the garbage
	// collector.
	maxPooled = 2 * maxBatch
)

// output is what a connection is about to write. It is guarded by the connection's mu.
type output struct {
	batch    *batch        // nil if nothing is collected
	sending  bool          // by one goroutine
	promised bool          // somebody will flush what Collect has collected
	limited  bool          // what is being sent has a deadline
	idle     chan struct{} // closes when nothing is sent any more; nil if nobody waits
	open     *stream       // the last frame is data of this stream and may grow; nil if it may not
	frame    int           // offset of that frame
}

// batch is a pooled buffer.
type batch struct{ b []byte }

var batches = sync.Pool{New: func() any { return new(batch) }}

func (b *batch) release() {
	if b.b = b.b[:0]; cap(b.b) <= maxPooled {
		batches.Put(b)
	}
}

// Write collects a frame for the Framer.
func (o *output) Write(frame []byte) (int, error) {
	b := o.collect()
	b.b = append(b.b, frame...)
	o.open = nil
	return len(frame), nil
}

// collect returns the batch to append to.
func (o *output) collect() *batch {
	if o.batch == nil {
		o.batch = batches.Get().(*batch)
	}
	return o.batch
}

// size returns how many bytes are collected.
func (o *output) size() int {
	if o.batch == nil {
		return 0
	}
	return len(o.batch.b)
}

// pending reports whether something is not written yet.
func (c *conn) pending() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.batch != nil || c.output.sending
}

// flush writes what is collected, unless another goroutine does so. It does not wait for
// the client: if the socket is full, a goroutine writes the rest.
func (c *conn) flush() {
	c.mu.Lock()
	c.flushLocked()
	c.mu.Unlock()
}

// flushLocked is flush with c.mu held, which it unlocks meanwhile.
func (c *conn) flushLocked() {
	o := &c.output
	if o.sending {
		if o.size() > maxControl {
			c.fail(errTooMuch)
		}
		return
	}
	for o.batch != nil && c.err == nil {
		b := o.take()
		o.sending = true
		c.mu.Unlock()
		rest, err := c.writeNow(b)
		if err == nil && len(rest) > 0 {
			go c.sendRest(b, rest)
			c.mu.Lock()
			return
		}
		b.release()
		c.mu.Lock()
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
	c.mu.Lock()
	var idle chan struct{}
	if c.output.sending {
		idle = make(chan struct{})
		c.output.idle = idle
	}
	c.mu.Unlock()
	if idle != nil {
		<-idle
	}
}

// errTooMuch ends a connection whose client asks for replies and does not take them.
var errTooMuch = errors.New("the client takes no replies")

// take returns what is collected.
func (o *output) take() *batch {
	b := o.batch
	o.batch, o.open, o.promised = nil, nil, false
	return b
}

// sent is called when a batch is written, with c.mu held.
func (c *conn) sent(err error) {
	c.output.sending = false
	if c.output.limited {
		c.output.limited = false
		c.socket.Conn.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		c.fail(err)
	}
	if c.waiting > 0 {
		c.wake()
	}
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
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent(err)
	c.flushLocked()
}

func (c *conn) writeAll(p []byte) error {
	for len(p) > 0 {
		c.mu.Lock()
		c.limitWrite()
		c.mu.Unlock()
		n, err := c.socket.Conn.Write(p)
		if err != nil && (n == 0 || !errors.Is(err, os.ErrDeadlineExceeded)) {
			return err
		}
		p = p[n:]
	}
	return nil
}

// limitWrite sets the deadline of the write in progress. The caller holds c.mu.
func (c *conn) limitWrite() {
	if limit := c.writeTimeout(); limit > 0 && c.output.sending {
		c.output.limited = true
		c.socket.Conn.SetWriteDeadline(time.Now().Add(limit))
	}
}

// writeTimeout returns how long the client may take nothing; 0 means no limit. The caller
// holds c.mu.
func (c *conn) writeTimeout() time.Duration {
	if limit := c.server.config.WriteTimeout; limit > 0 || !c.draining {
		return limit
	}
	return DrainTimeout
}
