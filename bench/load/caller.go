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
	// exchange sends a request and has a take the answer. same tells that body is
	// that of the time before. If leave is positive the exchange fails after that
	// time. After an error the wire is of no further use until it is closed.
	exchange(body []byte, same bool, a *answer, leave time.Duration) error
	// interrupt makes the exchange under way fail.
	interrupt()
	// release is the end of the run for a wire that is not in use.
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

	looked int64 // when the request was sent that watch looked at last
	lapsed bool  // it had no answer, and the server had closed the connection

	sent  pace.Instant // when the latest request was
	begun atomic.Int64 // the pace.Instant at which the request under way was sent; 0 without, or expired, or cut
	mu    sync.Mutex   // held while the request is ended from outside
}

// What begun holds once a request was ended from outside.
const (
	expired = -1
	cut     = -2
	looking = -3 // for as long as watch looks at it
)

func (c *caller) open(ctx context.Context) error {
	if c.wire.ready() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.run.load.Timeout)
	defer cancel()
	return c.wire.open(ctx, c.shard)
}

// openAhead is how long before the next request of an open loop a connection is opened again
// that the server has closed. That is soon enough to make no request late, and late enough
// for the server to keep the connection.
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
	leave := c.leaves(n)
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

// again makes the exchange that ended in err once more, on a new connection. Its times go on.
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

// render makes the body of request n, and reports whether it is the one before.
func (c *caller) render(n int64) (same bool) {
	if c.same {
		return true
	}
	c.body = c.run.load.Targeter.AppendBody(c.body[:0], n)
	_, c.same = c.run.load.Targeter.(Body)
	return false
}

// ending is how the request that was sent at that instant has ended.
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

// over notes that the request that was sent at that instant is no longer under way. It returns how
// it was ended from outside, 0 if it was not.
func (c *caller) over(sent int64) (outside int64) {
	if c.begun.CompareAndSwap(sent, 0) {
		return 0
	}
	c.mu.Lock() // until who ended it, or looks at it, is done with the wire
	defer c.mu.Unlock()
	if outside = c.begun.Swap(0); outside == sent {
		return 0
	}
	return outside
}

// lookAfter is how long a request has been under way if watch looks at its connection.
const lookAfter = 50 * time.Millisecond

// look gives the connection up of the request that was sent at that instant if the server had
// closed it before. The poller does not tell of that if the server's system takes the request all
// the same. Of a server that closes it afterwards the poller tells: so it must be closed at two looks.
func (c *caller) look(since int64) {
	w, ok := c.wire.(*http1Wire)
	if !ok || c.looked == since && !c.lapsed {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.begun.CompareAndSwap(since, looking) {
		return
	}
	defer c.begun.Store(since)
	ended := w.peek.isAtEnd()
	if ended && c.looked == since {
		w.giveUp()
	}
	c.looked, c.lapsed = since, ended
}

// end ends the request that was sent at that instant, if it is still under way.
func (c *caller) end(sent, how int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun.CompareAndSwap(sent, how) {
		c.wire.interrupt()
	}
}

// beforeAnswers is the longest that a client stays before it leaves as long as no answer tells
// how long they take.
const beforeAnswers = time.Millisecond

// leaves is after what time the client of request n leaves; 0 if it stays. Times
// are spread evenly over what half of the answers take at most.
func (c *caller) leaves(n int64) time.Duration {
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
