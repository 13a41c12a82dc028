package bench

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"mock-openai/fast/cpu"
)

// run is a Load under way.
type run struct {
	load    Load
	request []byte
	taken   atomic.Int64 // requests that were begun
	result  *Result
}

// open opens all connections, one after the other.
func (r *run) open(ctx context.Context) ([]*caller, error) {
	callers := make([]*caller, 0, r.load.Connections)
	for range r.load.Connections {
		conn, err := r.load.Dial(ctx)
		if err != nil {
			return callers, err
		}
		c := &caller{run: r, conn: conn, arrivals: arrivals{Reader: conn}}
		c.reader = bufio.NewReaderSize(&c.arrivals, r.bufferSize())
		c.answer = answer{arrivals: &c.arrivals, gaps: &r.result.Gaps}
		callers = append(callers, c)
	}
	return callers, nil
}

// bufferSize is that of the read buffers: all together at most about 64 MiB,
// each enough for what a socket usually holds.
func (r *run) bufferSize() int {
	return min(max(64<<20/r.load.Connections, 4<<10), 64<<10)
}

// loop lets all callers call until a bound is reached.
func (r *run) loop(ctx context.Context, callers []*caller) {
	ctx, cancel := context.WithTimeout(ctx, r.load.Duration)
	defer cancel()
	start, used := time.Now(), cpu.Time()
	var all sync.WaitGroup
	for _, c := range callers {
		all.Go(func() { c.loop(ctx) })
	}
	all.Wait()
	r.result.Elapsed, r.result.CPU = time.Since(start), cpu.Time()-used
}

// next takes one of the requests that are to be made.
func (r *run) next() bool {
	return r.load.Requests == 0 || r.taken.Add(1) <= int64(r.load.Requests)
}

// caller makes requests on one connection.
type caller struct {
	run      *run
	conn     net.Conn // nil after a failure, until it is opened again
	arrivals arrivals
	reader   *bufio.Reader
	answer   answer
}

func closeAll(callers []*caller) {
	for _, c := range callers {
		c.close()
	}
}

func (c *caller) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// loop calls until a bound of the Load is reached or ctx ends.
func (c *caller) loop(ctx context.Context) {
	stop := c.watch(ctx)
	defer func() { stop() }()
	for ctx.Err() == nil && c.run.next() {
		if c.conn == nil {
			if err := c.reopen(ctx); err != nil {
				c.fail(ctx, err)
				pause(ctx)
				continue
			}
			stop()
			stop = c.watch(ctx)
		}
		if err := c.call(); err != nil {
			c.close()
			c.fail(ctx, err)
		}
	}
}

// watch cuts the connection off when ctx ends.
func (c *caller) watch(ctx context.Context) (stop func() bool) {
	conn := c.conn
	return context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) })
}

func (c *caller) reopen(ctx context.Context) error {
	conn, err := c.run.load.Dial(ctx)
	if err != nil {
		return err
	}
	c.conn = conn
	c.arrivals.Reader = conn
	c.reader.Reset(&c.arrivals)
	return nil
}

// pauseAfter keeps a caller that is refused from burning a core.
const pauseAfter = 10 * time.Millisecond

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(pauseAfter):
	}
}

// call makes one request and takes its answer. An error means that the
// connection is of no further use.
func (c *caller) call() error {
	start := time.Now()
	if _, err := c.conn.Write(c.run.request); err != nil {
		return err
	}
	err := c.answer.read(c.reader)
	a, r := &c.answer, c.run.result
	r.bytes.Add(a.bytes)
	if a.events > 0 {
		r.events.Add(a.events)
		r.First.Record(a.first.Sub(start))
	}
	if err != nil {
		return err
	}
	if a.last {
		c.close()
	}
	if a.status < 200 || a.status > 299 {
		r.statuses[a.status].Add(1)
		r.fail(fmt.Errorf("status %d", a.status))
		return nil
	}
	r.requests.Add(1)
	r.Latency.Record(c.arrivals.latest.Sub(start))
	return nil
}

// fail counts err, unless it is the end of the Load that caused it.
func (c *caller) fail(ctx context.Context, err error) {
	if ctx.Err() == nil {
		c.run.result.fail(err)
	}
}
