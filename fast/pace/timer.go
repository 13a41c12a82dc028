package pace

import "time"

// timer is an alarm based on a runtime timer. It works everywhere; in an idle process
// it is up to a millisecond late.
type timer struct {
	timer  *time.Timer
	closed chan struct{}
}

func newTimer() *timer {
	t := &timer{time.NewTimer(time.Hour), make(chan struct{})}
	t.timer.Stop()
	return t
}

func (t *timer) set(at Instant) { t.timer.Reset(at.Sub(Now())) }

func (t *timer) run(fire func() fired) {
	for {
		select {
		case <-t.timer.C:
			fire()
		case <-t.closed:
			return
		}
	}
}

func (t *timer) close() error {
	t.timer.Stop()
	close(t.closed)
	return nil
}
