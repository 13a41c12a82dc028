package pace

import (
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"mock-openai/fast/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// onEachAlarm runs a test with the system's alarm and with the portable alarm, and
// checks that nothing is left behind.
func onEachAlarm(t *testing.T, test func(t *testing.T, p *Pacer)) {
	f := func(name string, alarm func() (alarm, error)) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			a, err := alarm()
			if err != nil {
				t.Fatal(err)
			}
			p := start(a)
			defer func() {
				if n := p.Waiting(); n != 0 {
					t.Errorf("%d entries left behind", n)
				}
				if err := p.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}()
			test(t, p)
		})
	}
	f("system", func() (alarm, error) { return newAlarm(false) })
	f("own thread", func() (alarm, error) { return newAlarm(true) })
	f("portable", func() (alarm, error) { return newTimer(), nil })
}

// wait fails the test if Wait fails or returns early.
func wait(t *testing.T, w *Waiter, deadline Instant) {
	t.Helper()
	if err := w.Wait(deadline); err != nil {
		t.Errorf("Wait: %v", err)
	}
	if early := deadline.Sub(Now()); early > 0 {
		t.Errorf("Wait returned %v early", early)
	}
}

// untilWaiting returns when n streams wait.
func untilWaiting(p *Pacer, n int) {
	for p.Waiting() != n {
		time.Sleep(100 * time.Microsecond)
	}
}

func TestWait_KeepsDeadlines(t *testing.T) {
	f := func(name string, streams, events int, interval time.Duration) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			onEachAlarm(t, func(t *testing.T, p *Pacer) {
				var wg sync.WaitGroup
				begin := Now()
				for range streams {
					phase := rand.N(interval)
					wg.Go(func() {
						w := p.Acquire()
						defer w.Release()
						for k := range events {
							wait(t, w, begin.Add(phase+time.Duration(k)*interval))
						}
					})
				}
				wg.Wait()
				if n := p.Lateness().Count(); n != uint64(streams*events) {
					t.Errorf("recorded %d waits, want %d", n, streams*events)
				}
			})
		})
	}
	f("one", 1, 50, time.Millisecond)
	f("fast", 20, 200, 500*time.Microsecond)
	f("many", 2000, 5, 20*time.Millisecond)
}

func TestWait_Passed(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		w := p.Acquire()
		defer w.Release()
		wait(t, w, Now())
		wait(t, w, Now().Add(-time.Hour))
		wait(t, w, 0)
	})
}

func TestWait_EarlierThanArmed(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		late := p.Acquire()
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := late.Wait(Now().Add(time.Hour)); err != ErrCanceled {
				t.Errorf("Wait: %v, want %v", err, ErrCanceled)
			}
		})
		untilWaiting(p, 1)
		early := p.Acquire()
		wait(t, early, Now().Add(time.Millisecond))
		early.Release()
		late.Cancel()
		wg.Wait()
		late.Release()
	})
}

func TestCancel(t *testing.T) {
	f := func(name string, deadline func() Instant) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			onEachAlarm(t, func(t *testing.T, p *Pacer) {
				w := p.Acquire()
				ended := make(chan error)
				go func() { ended <- w.Wait(deadline()) }()
				untilWaiting(p, 1)
				w.Cancel()
				w.Cancel()
				if err := <-ended; err != ErrCanceled {
					t.Errorf("during: %v, want %v", err, ErrCanceled)
				}
				for range 2 {
					if err := w.Wait(deadline()); err != ErrCanceled {
						t.Errorf("before: %v, want %v", err, ErrCanceled)
					}
				}
				w.Release()

				w = p.Acquire()
				wait(t, w, Now().Add(time.Millisecond))
				w.Cancel()
				w.Release()
			})
		})
	}
	f("in an hour", func() Instant { return Now().Add(time.Hour) })
	f("at the end of time", func() Instant { return math.MaxInt64 })
}

// TestCancel_AtDeadline lets Cancel and the alarm race for the waiter.
func TestCancel_AtDeadline(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 50 {
					w := p.Acquire()
					deadline := Now().Add(rand.N(200 * time.Microsecond))
					canceled := make(chan struct{})
					go func() {
						defer close(canceled)
						time.Sleep(deadline.Sub(Now()))
						w.Cancel()
					}()
					switch err := w.Wait(deadline); {
					case err == nil && Now() < deadline:
						t.Error("Wait returned early")
					case err != nil && err != ErrCanceled:
						t.Errorf("Wait: %v", err)
					}
					<-canceled
					w.waits.Wait() // a wake-up too many would have panicked
					w.Release()
				}
			})
		}
		wg.Wait()
	})
}

func TestClose_WakesEverybody(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		const streams = 100
		ended := make(chan error)
		for range streams {
			go func() {
				w := p.Acquire()
				defer w.Release()
				ended <- errors.Join(w.Wait(Now()), w.Wait(Now().Add(time.Hour)))
			}()
		}
		untilWaiting(p, streams)
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		for range streams {
			if err := <-ended; !errors.Is(err, ErrClosed) {
				t.Errorf("Wait: %v, want %v", err, ErrClosed)
			}
		}
		w := p.Acquire()
		defer w.Release()
		if err := w.Wait(0); err != ErrClosed {
			t.Errorf("Wait after Close: %v, want %v", err, ErrClosed)
		}
		w.Cancel()
	})
}

// TestClose_AtWork closes a busy pacer.
func TestClose_AtWork(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				w := p.Acquire()
				defer w.Release()
				deadline := Now()
				for w.Wait(deadline) == nil {
					deadline = deadline.Add(rand.N(time.Millisecond))
				}
			})
		}
		time.Sleep(10 * time.Millisecond)
		p.Close()
		wg.Wait()
	})
}

func TestWait_DoesNotAllocate(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		w := p.Acquire()
		defer w.Release()
		f := func(name string, ahead time.Duration) {
			t.Helper()
			if n := testing.AllocsPerRun(100, func() { w.Wait(Now().Add(ahead)) }); n != 0 {
				t.Errorf("%s: %v allocations for each Wait", name, n)
			}
		}
		f("ahead", 100*time.Microsecond)
		f("passed", 0)
	})
}
