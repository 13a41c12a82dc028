package load

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"mock-openai/bench/stats"
	"mock-openai/fast/cpu"
	"mock-openai/fast/pace"
)

// run is a Load under way.
type run struct {
	load     Load
	target   *url.URL
	recorder *recorder
	callers  []*caller
	start    pace.Instant
	waits    *pace.Pacer // where an open loop waits
	stopped  atomic.Bool // the context has ended

	mu    sync.Mutex    // guards load.Pacer and due
	due   time.Duration // the time in which all requests were due; 0 until the last is taken
	taken atomic.Int64
}

func newRun(l Load, target *url.URL) *run {
	r := &run{load: l, target: target, recorder: newRecorder(l.Connections)}
	wire := r.http1
	if l.HTTP2 {
		wire = r.http2()
	}
	for i := range l.Connections {
		c := &caller{run: r, index: i, shard: &r.recorder.shards[i%len(r.recorder.shards)], wire: wire()}
		c.answer.shard = c.shard
		if l.Checker != nil {
			c.answer.checker = l.Checker()
		}
		r.callers = append(r.callers, c)
	}
	return r
}

// errInterrupted is the error of a run whose context ends before its connections are open.
var errInterrupted = errors.New("interrupted before the first request")

// do opens all connections and has them call until a bound is reached.
func (r *run) do(ctx context.Context) (*Result, error) {
	defer r.release()
	if err := r.open(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, errInterrupted
		}
		return nil, fmt.Errorf("cannot connect to %s: %w", r.load.URL, err)
	}
	if r.load.Pacer != nil {
		waits, err := pace.New()
		if err != nil {
			return nil, err
		}
		defer waits.Close()
		r.waits = waits
		for _, c := range r.callers {
			c.waiter = waits.Acquire()
		}
	}
	used := cpu.Time()
	r.start = pace.Now()
	ended := make(chan struct{})
	var aside, all sync.WaitGroup
	aside.Go(func() { r.watch(ctx, ended) })
	if r.load.EachSecond != nil {
		aside.Go(func() { r.reportSeconds(ended) })
	}
	for _, c := range r.callers {
		all.Go(func() { c.loop(ctx) })
	}
	all.Wait()
	elapsed, spent := pace.Now().Sub(r.start), cpu.Time()-used
	close(ended)
	aside.Wait()
	if r.load.Pacer != nil && r.load.Requests == 0 && !r.stopped.Load() { // no request was due in what is left of the time
		elapsed = max(elapsed, r.load.Duration)
	}
	result := r.recorder.sum()
	result.Elapsed, result.CPU = elapsed, spent
	if r.load.Pacer != nil {
		result.Due, result.Sending = r.paced(elapsed)
	}
	return result, nil
}

// paced returns the times in which requests were due and sent.
func (r *run) paced(elapsed time.Duration) (due, sending time.Duration) {
	if r.stopped.Load() { // connections had requests in hand that were not sent
		return 0, elapsed
	}
	last := r.start
	for _, c := range r.callers {
		last = max(last, c.sent)
	}
	return r.due, max(r.due, last.Sub(r.start))
}

// dialers is how many connections are opened at a time.
const dialers = 32

// open opens all connections.
func (r *run) open(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		all  sync.WaitGroup
		next atomic.Int64
	)
	for range min(dialers, len(r.callers)) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(r.callers)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				if err := r.callers[i].open(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func (r *run) release() {
	for _, c := range r.callers {
		c.wire.release()
	}
}

// next takes the next request to be sent. at is when it is due, which is now in a closed loop.
func (r *run) next(now pace.Instant) (n int64, at pace.Instant, ok bool) {
	if r.stopped.Load() {
		return 0, 0, false
	}
	if r.load.Pacer == nil {
		if now.Sub(r.start) >= r.load.Duration {
			return 0, 0, false
		}
		n = r.taken.Add(1) - 1
		return n, now, r.load.Requests == 0 || n < int64(r.load.Requests)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.due > 0 {
		return 0, 0, false
	}
	due := r.load.Pacer.Next()
	if n = r.taken.Load(); r.load.Requests > 0 && n >= int64(r.load.Requests) || due >= r.load.Duration {
		r.due = max(min(due, r.load.Duration), 1)
		return 0, 0, false
	}
	r.taken.Add(1)
	return n, r.start.Add(due), true
}

// watch ends requests that take longer than the timeout or that were sent on a closed connection,
// and all of them once ctx has ended. It is late by a twentieth of the timeout at most.
func (r *run) watch(ctx context.Context, ended <-chan struct{}) {
	tick := time.NewTicker(min(max(r.load.Timeout/20, time.Millisecond), 50*time.Millisecond))
	defer tick.Stop()
	stop := ctx.Done()
	for {
		select {
		case <-ended:
			return
		case <-stop:
			stop = nil
			r.stopped.Store(true)
			if r.waits != nil {
				r.waits.Close()
			}
		case <-tick.C:
		}
		now := pace.Now()
		for _, c := range r.callers {
			switch since := c.begun.Load(); {
			case since <= 0:
			case r.stopped.Load():
				c.end(since, cut)
			case now.Sub(pace.Instant(since)) > r.load.Timeout:
				c.end(since, expired)
			case now.Sub(pace.Instant(since)) > inspectAfter:
				c.inspect(since)
			}
		}
	}
}

// reportSeconds calls EachSecond until ended is closed.
func (r *run) reportSeconds(ended <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var latency stats.Histogram
	last := r.start
	report := func() {
		now := pace.Now()
		second := r.recorder.take(&latency)
		second.End, second.Length, last = now.Sub(r.start), now.Sub(last), now
		for _, c := range r.callers {
			if c.begun.Load() > 0 {
				second.InFlight++
			}
		}
		r.load.EachSecond(second)
	}
	for {
		select {
		case <-ended:
			report()
			return
		case <-tick.C:
			report()
		}
	}
}
