package pace

import "time"

// timer is an alarm on the runtime's own timer: it works everywhere, and in an
// idle process it is up to a millisecond late.
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

func (t *timer) run(ring func()) {
	for {
		select {
		case <-t.timer.C:
			ring()
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
