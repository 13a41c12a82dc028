package load

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"mock-openai/fast/pace"
)

// wire carries one request at a time.
type wire interface {
	// ready reports whether a request can be sent. If not, open connects.
	ready() bool
	open(ctx context.Context, shard *shard) error
	// exchange sends a request and passes the answer to a. same means that body is the
	// one of the last call. If leave is positive, the exchange fails after that time.
	// After an error the wire must be closed before it is used again.
	exchange(body []byte, same bool, a *answer, leave time.Duration) error
	// interrupt makes the exchange under way fail.
	interrupt()
	// release ends the use of the wire at the end of a run.
	release()
	close()
}

// caller makes requests on one wire.
type caller struct {
	run    *run
	index  int
	shard  *shard
	wire   wire
	waiter *pace.Waiter // nil in a closed loop
	answer answer
	body   []byte
	same   bool // body is that of all requests

	inspected int64 // the request that inspect looked at last, by when it was sent
	lapsed    bool  // at that time the server had closed the connection

	sent  pace.Instant // when the latest request was sent
	begun atomic.Int64 // the pace.Instant at which the request under way was sent, 0 if none is, or one of the values below
	mu    sync.Mutex   // held while another goroutine ends or inspects the request
}

// Values of begun for a request that watch has ended or is inspecting.
const (
	expired    = -1
	cut        = -2
	inspecting = -3
)

func (c *caller) open(ctx context.Context) error {
	if c.wire.ready() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.run.load.Timeout)
	defer cancel()
	return c.wire.open(ctx, c.shard)
}

// openAhead is how long before the next request of an open loop a closed connection is replaced:
// soon enough that the request is not late, and so late that the server keeps the connection.
const openAhead = 250 * time.Millisecond

// loop calls until a bound of the Load is reached or ctx ends.
func (c *caller) loop(ctx context.Context) {
	r, now := c.run, c.run.start
	if r.load.Ramp > 0 && r.load.Pacer == nil {
		pause(ctx, min(r.load.Ramp*time.Duration(c.index)/time.Duration(len(r.callers)), r.load.Duration))
		now = pace.Now()
	}
	for {
		n, at, ok := r.next(now)
		if !ok {
			return
		}
		if c.waiter != nil && at.Sub(now) > openAhead && c.waiter.Wait(at.Add(-openAhead)) != nil {
			return
		}
		err := c.open(ctx)
		if c.waiter != nil && c.waiter.Wait(at) != nil {
			return
		}
		if err != nil {
			c.refused(ctx, err)
			now = pace.Now()
			continue
		}
		now = c.call(ctx, r.load.First+n, at)
	}
}

// refused counts a request that found no connection.
func (c *caller) refused(ctx context.Context, err error) {
	how := broken
	if ctx.Err() != nil {
		how = cutOff
	}
	c.answer.reset()
	c.sent = pace.Now()
	c.shard.count(&c.answer, 0, how, err, &c.run.load.Objectives)
	pause(ctx, pauseAfter)
}

// pauseAfter keeps a caller that is refused from burning a core.
const pauseAfter = 10 * time.Millisecond

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// call makes request n, which is due at that instant in an open loop, and returns
// when it ended.
func (c *caller) call(ctx context.Context, n int64, due pace.Instant) pace.Instant {
	a, l := &c.answer, &c.run.load
	a.reset()
	same := c.render(n)
	if a.checker != nil {
		a.checker.Begin(n, c.body)
	}
	leave := c.drawLeave()
	a.leaves = leave > 0
	sent := pace.Now()
	c.sent, a.sent = sent, sent
	start := sent
	if c.waiter != nil {
		start = due
		c.shard.lateness(sent.Sub(due))
	}
	c.begun.Store(int64(sent))
	err := c.wire.exchange(c.body, same, a, leave)
	if w, ok := c.wire.(*http1Wire); ok && err != nil && w.closedIdle(a, err) {
		err = c.again(ctx, w, err, leave)
	}
	if err == nil {
		a.end()
	}
	how := c.ending(int64(sent), err, leave > 0)
	if a.checker != nil {
		if how == left || how == cutOff {
			err = ErrLeft
		}
		a.checker.End(err)
	}
	if how == timedOut {
		err = errTimeout
	}
	c.shard.count(a, start, how, err, &l.Objectives)
	if err != nil {
		return pace.Now()
	}
	return a.latest
}

// again repeats the exchange that ended in err on a new connection. Its time counts from the
// first attempt.
func (c *caller) again(ctx context.Context, w *http1Wire, err error, leave time.Duration) error {
	a, sent := &c.answer, int64(c.answer.sent)
	if outside := c.over(sent); outside != 0 {
		c.begun.Store(outside)
		return err
	}
	limit := c.run.load.Timeout
	if leave > 0 {
		limit = min(limit, leave)
	}
	limited, cancel := context.WithTimeout(ctx, limit-pace.Now().Sub(a.sent))
	defer cancel()
	wasSent := err != errClosedIdle && err != errUnsent
	switch err = w.renew(limited, c.shard); {
	case err == nil:
		c.begun.Store(sent)
		a.resent = wasSent
		if leave > 0 {
			leave = max(leave-pace.Now().Sub(a.sent), 1)
		}
		return w.exchange(c.body, true, a, leave)
	case ctx.Err() != nil:
		c.begun.Store(cut)
	case limited.Err() != nil && limit == leave:
		c.begun.Store(sent)
		err = limited.Err()
	case limited.Err() != nil:
		c.begun.Store(expired)
	default:
		c.begun.Store(sent)
	}
	return err
}

// render makes the body of request n, and reports whether it is the same as that of the last.
func (c *caller) render(n int64) (same bool) {
	if c.same {
		return true
	}
	c.body = c.run.load.Targeter.AppendBody(c.body[:0], n)
	_, c.same = c.run.load.Targeter.(Body)
	return false
}

// ending returns how the request that was sent at that instant has ended.
func (c *caller) ending(sent int64, err error, leaves bool) ending {
	how := answered
	if err != nil {
		how = broken
		if leaves && isTimeout(err) {
			how = left
		}
	}
	switch c.over(sent) {
	case 0:
	case expired:
		how = timedOut
	default:
		how = cutOff
	}
	if how != answered || leaves {
		c.wire.close()
	}
	return how
}

// over notes that the request that was sent at that instant is no longer under way. It returns
// expired or cut if watch has ended it, and otherwise 0.
func (c *caller) over(sent int64) (outside int64) {
	if c.begun.CompareAndSwap(sent, 0) {
		return 0
	}
	c.mu.Lock() // wait until watch is done with the wire
	defer c.mu.Unlock()
	if outside = c.begun.Swap(0); outside == sent {
		return 0
	}
	return outside
}

// inspectAfter is how long a request is under way before watch inspects its connection.
const inspectAfter = 50 * time.Millisecond

// inspect gives up the connection of the request that was sent at that instant if the server had
// closed its side before the request came. The poller does not report that, because the server's
// system still accepts the request. If the server closes its side later, the poller ends the
// exchange soon. So the connection is given up only if two inspections in a row find it closed.
func (c *caller) inspect(sent int64) {
	w, ok := c.wire.(*http1Wire)
	if !ok || c.inspected == sent && !c.lapsed {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.begun.CompareAndSwap(sent, inspecting) {
		return
	}
	defer c.begun.Store(sent)
	closed := w.peek.isAtEnd()
	if closed && c.inspected == sent {
		w.giveUp()
	}
	c.inspected, c.lapsed = sent, closed
}

// end ends the request that was sent at that instant, if it is still under way.
func (c *caller) end(sent, how int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun.CompareAndSwap(sent, how) {
		c.wire.interrupt()
	}
}

// beforeAnswers is the longest that a leaving client stays before the first answer has shown how
// long answers take.
const beforeAnswers = time.Millisecond

// drawLeave draws after what time the client of a request leaves; 0 means that it stays. The
// times are uniform between 0 and the median latency so far.
func (c *caller) drawLeave() time.Duration {
	if share := c.run.load.Leave; share == 0 || rand.Float64() >= share {
		return 0
	}
	c.shard.mu.Lock()
	typical := c.shard.result.Latency.Quantile(0.5)
	c.shard.mu.Unlock()
	if typical == 0 {
		typical = beforeAnswers
	}
	return 1 + rand.N(typical)
}
