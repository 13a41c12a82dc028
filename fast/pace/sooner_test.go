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
