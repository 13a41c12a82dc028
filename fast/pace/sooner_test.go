package pace

import (
	"testing"
	"time"
)

// TestSooner moves the deadlines of waits and tasks forward: of those under way and, if
// there is none, of the next.
func TestSooner(t *testing.T) {
	const far = Never / 2
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		w := p.Acquire()
		defer w.Release()
		ended := make(chan error, 1)
		go func() { ended <- w.Wait(far) }()
		untilWaiting(p, 1)
		at := Now().Add(3 * time.Millisecond)
		w.Sooner(at)
		w.Sooner(far - 1)
		if err := <-ended; err != nil || Now() < at {
			t.Errorf("the wait ended %v after the deadline: %v", Now().Sub(at), err)
		}

		at = Now().Add(3 * time.Millisecond)
		w.Sooner(at)
		if err := w.Wait(far); err != nil || Now() < at {
			t.Errorf("the next wait ended %v after the deadline: %v", Now().Sub(at), err)
		}
		w.Sooner(Now())
		wait(t, w, Now()) // an earlier deadline stays
		wait(t, w, Now().Add(3*time.Millisecond))

		early, late := &counting{left: 1, ended: ended}, &counting{left: 1, ended: ended}
		early.job.Init(p, early)
		early.job.Sooner(Now().Add(time.Millisecond))
		early.job.Schedule(far)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		late.job.Init(p, late)
		late.job.Schedule(far)
		late.job.Sooner(Now())
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if most := p.Lateness().Quantile(1); most > time.Hour {
			t.Errorf("a wait was late by %v", most)
		}
	})
}

// TestSooner_Twice moves a deadline forward while the wait begins: once before its waiter is
// posted, and once, to a later instant, before Wait looks whether anybody has. The earlier
// instant counts.
func TestSooner_Twice(t *testing.T) {
	onEachAlarm(t, func(t *testing.T, p *Pacer) {
		soon, later := Now().Add(time.Hour), Now().Add(2*time.Hour)
		w := p.Acquire()
		w.Sooner(soon)
		w.due = later.Add(time.Hour)
		w.waits.Add(1)
		p.post(w)
		w.Sooner(later)
		if w.noticed.Load() {
			p.recall(w)
		}
		p.mu.Lock()
		if at := p.heap[w.index].at; at != soon {
			t.Errorf("the wait ends after %v, want %v", at.Sub(0), soon.Sub(0))
		}
		p.mu.Unlock()
		w.Cancel()
	})
}
