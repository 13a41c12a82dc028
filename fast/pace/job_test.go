package pace

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

// counting is a task that runs a number of times and says why it ended.
type counting struct {
	job      Job
	left     int
	interval time.Duration
	due      Instant
	running  atomic.Bool
	early    bool
	ended    chan error
}

func startCounting(p *Pacer, first Instant, runs int, interval time.Duration) *counting {
	c := &counting{left: runs, interval: interval, due: first, ended: make(chan error, 1)}
	c.job.Init(p, c)
	c.job.Schedule(first)
	return c
}

func (c *counting) Run(err error) Instant {
	if !c.running.CompareAndSwap(false, true) {
		panic("two runs at a time")
	}
	defer c.running.Store(false)
	if err != nil {
		c.ended <- err
		return Never
	}
	c.early = c.early || Now() < c.due
	if c.left--; c.left == 0 {
		c.ended <- nil
		return Never
	}
	c.due = c.due.Add(c.interval)
	return c.due
}

// TestAfterBatch_OnceForAll has tasks that are due at the same time.
func TestAfterBatch_OnceForAll(t *testing.T) {
	const tasks = batchSize / 2
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		ended := make(chan error, tasks)
		var calls, before atomic.Int64
		p.AfterBatch(func() {
			before.CompareAndSwap(0, int64(len(ended)))
			calls.Add(1)
		})
		due := Now().Add(50 * time.Millisecond)
		var all [tasks]counting
		for i := range all {
			all[i] = counting{left: 1, due: due, ended: ended}
			all[i].job.Init(p, &all[i])
			all[i].job.Schedule(due)
		}
		scheduled := Now() < due
		for len(ended) < tasks || calls.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		if n := before.Load(); scheduled && n != tasks {
			t.Errorf("called after %d of %d tasks", n, tasks)
		}
	})
}

func TestJob_KeepsDeadlines(t *testing.T) {
	f := func(name string, tasks, runs int, interval time.Duration) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			onEachAlarm(t, func(t *testing.T, p *Pacer) {
				begin := Now()
				var all []*counting
				for range tasks {
					all = append(all, startCounting(p, begin.Add(rand.N(interval)), runs, interval))
				}
				for _, c := range all {
					if err := <-c.ended; err != nil || c.early {
						t.Errorf("ended with %v, early: %v", err, c.early)
					}
				}
				if n := p.Lateness().Count(); n != uint64(tasks*runs) {
					t.Errorf("recorded %d runs, want %d", n, tasks*runs)
				}
			})
		})
	}
	f("one", 1, 50, time.Millisecond)
	f("fast", 20, 200, 500*time.Microsecond)
	f("many", 2000, 5, 20*time.Millisecond)
	f("all at once", 10, 100, 1)
}

// TestJob_Cancel cancels waiting tasks, tasks at their deadline, and a task that has not
// begun.
func TestJob_Cancel(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		for range 200 {
			c := startCounting(p, Now().Add(rand.N(200*time.Microsecond)), 1, 0)
			time.Sleep(rand.N(200 * time.Microsecond))
			c.job.Cancel()
			if err := <-c.ended; err != nil && err != ErrCanceled {
				t.Fatalf("ended with %v", err)
			}
		}
		late := startCounting(p, Now().Add(time.Hour), 1, 0)
		late.job.Cancel()
		late.job.Cancel()
		if err := <-late.ended; err != ErrCanceled {
			t.Errorf("ended with %v, want %v", err, ErrCanceled)
		}
		c := &counting{left: 1, ended: make(chan error, 1)}
		c.job.Init(p, c)
		c.job.Cancel()
		c.job.Schedule(Now().Add(time.Hour))
		if err := <-c.ended; err != ErrCanceled {
			t.Errorf("ended with %v, want %v", err, ErrCanceled)
		}
	})
}

// stubborn is a task that goes on after the first Cancel.
type stubborn struct {
	job      Job
	canceled int
	runs     chan int
}

func (s *stubborn) Run(err error) Instant {
	if err == ErrClosed {
		return Never
	}
	s.canceled++
	s.runs <- s.canceled
	if s.canceled == 2 {
		return Never
	}
	return Now().Add(time.Hour)
}

// TestJob_CancelTwice cancels a task that waits on after the first time.
func TestJob_CancelTwice(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		s := &stubborn{runs: make(chan int)}
		s.job.Init(p, s)
		s.job.Schedule(Now().Add(time.Hour))
		for want := range 2 {
			s.job.Cancel()
			if got := <-s.runs; got != want+1 {
				t.Errorf("run %d, want %d", got, want+1)
			}
		}
	})
}

// TestJob_Close closes a pacer at work: every task ends.
func TestJob_Close(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		var all []*counting
		for range 100 {
			all = append(all, startCounting(p, Now(), 1<<30, 100*time.Microsecond+rand.N(time.Millisecond)))
		}
		all = append(all, startCounting(p, Now().Add(time.Hour), 1, 0))
		time.Sleep(10 * time.Millisecond)
		p.Close()
		all = append(all, startCounting(p, Now(), 1, 0))
		for _, c := range all {
			if err := <-c.ended; err != ErrClosed {
				t.Errorf("ended with %v, want %v", err, ErrClosed)
			}
		}
	})
}
