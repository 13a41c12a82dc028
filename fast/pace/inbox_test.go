package pace

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestWait_WithoutLock checks that a wait begins while another goroutine holds the lock,
// unless the alarm has to be set for it.
func TestWait_WithoutLock(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		first := startCounting(p, Now().Add(time.Hour), 1, 0) // sets the alarm
		w := p.Acquire()
		ended := make(chan error)
		p.mu.Lock()
		go func() { ended <- w.Wait(Now().Add(2 * time.Hour)) }()
		for p.inbox.last.Load() != w {
			time.Sleep(time.Millisecond)
		}
		p.mu.Unlock()
		w.Cancel()
		if err := <-ended; err != ErrCanceled {
			t.Errorf("ended with %v", err)
		}
		first.job.Cancel()
		<-first.ended
	})
}

// TestWait_Interrupted interrupts waits just as they begin. Each has a deadline far away,
// so it hangs if the interruption is lost.
func TestWait_Interrupted(t *testing.T) {
	const far = Never / 2
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		f := func(want error, interrupt func(w *Waiter)) {
			t.Helper()
			for range 500 {
				w := p.Acquire()
				ended := make(chan error)
				go func() { ended <- w.Wait(far) }()
				for range rand.N(200) {
					Now()
				}
				interrupt(w)
				if err := <-ended; err != want {
					t.Fatalf("ended with %v, want %v", err, want)
				}
				w.Release()
			}
		}
		f(ErrCanceled, (*Waiter).Cancel)
		f(nil, func(w *Waiter) { w.Sooner(Now()) })
		f(nil, func(w *Waiter) { w.Sooner(Now().Add(50 * time.Microsecond)) })
		if n := p.Waiting(); n != 0 {
			t.Errorf("%d still wait", n)
		}
	})
}

// TestClose_Interrupts closes a pacer while waits begin.
func TestClose_Interrupts(t *testing.T) {
	for range 50 {
		onEachAlarm(t, func(t *testing.T, p *Pacer) {
			const waits = 20
			ended := make(chan error)
			for range waits {
				go func() { ended <- p.Acquire().Wait(Never / 2) }()
			}
			p.Close()
			for range waits {
				if err := <-ended; err != ErrClosed {
					t.Fatalf("ended with %v", err)
				}
			}
		})
	}
}
