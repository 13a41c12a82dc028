package pace

import "math"

// Task is work that has one deadline after another and no goroutine that waits for
// them.
type Task interface {
	// Run does what is due and returns the next deadline, or Never. err is nil when
	// the deadline has come, ErrCanceled after Cancel and ErrClosed after the pacer's
	// Close; after ErrClosed the result is ignored. Run must not block: other tasks
	// and waiters wait for it. There is one Run of a task at a time.
	Run(err error) (next Instant)
}

// Never is no deadline.
const Never Instant = math.MaxInt64

// Deadlines in the heap that say why a task is run.
const (
	canceledAt Instant = math.MinInt64 + 1
	closedAt   Instant = math.MinInt64 + 2
)

// Job runs one task at its deadlines, in the goroutines of a pacer. That costs half of
// what it costs to wake a goroutine for each of them, and no stack.
type Job struct{ waiter Waiter }

// Init prepares j for a task.
func (j *Job) Init(p *Pacer, t Task) {
	j.waiter = Waiter{pacer: p, task: t, index: notInHeap}
}

// Schedule runs the task at the deadline and at those that it returns, until it
// returns Never. If the deadline has passed, the caller's goroutine runs it. Schedule
// must not be called again before Run has returned Never, but Run may pass that on to
// another goroutine.
func (j *Job) Schedule(deadline Instant) {
	w := &j.waiter
	for deadline != Never { // after that, j may belong to another task
		p := w.pacer
		waits, err := p.enter(w, deadline)
		switch {
		case waits:
			return
		case err == ErrCanceled:
			deadline = p.resume(w).Run(err)
		case err == ErrClosed:
			w.task.Run(err)
			return
		default:
			deadline = p.run(entry{w.due, w})
		}
	}
}

// resume makes w, whose task was canceled, ready for another Cancel.
func (p *Pacer) resume(w *Waiter) Task {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.canceled = false
	return w.task
}

// Cancel runs the task soon with ErrCanceled, unless it has ended. Each call counts
// once: after that Run the task may wait and be canceled again. It does not block and may be
// called from any goroutine.
func (j *Job) Cancel() {
	w := &j.waiter
	p := w.pacer
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.index == notInHeap {
		w.canceled = true
		return
	}
	p.heap.remove(w)
	p.heap.push(canceledAt, w)
	p.arm(Now())
}

// Sooner moves the next deadline forward to an instant. It does not block, and has no effect
// once the task has ended.
func (j *Job) Sooner(at Instant) { j.waiter.Sooner(at) }

// run wakes the waiter of e, or runs its task. It returns the task's next deadline.
func (p *Pacer) run(e entry) (next Instant) {
	switch {
	case e.w.task == nil:
		e.w.end(nil)
		return Never
	case e.at == canceledAt:
		return e.w.task.Run(ErrCanceled)
	case e.at == closedAt:
		e.w.task.Run(ErrClosed)
		return Never
	}
	p.lateness.Record(Now().Sub(e.at))
	return e.w.task.Run(nil)
}

// putBack returns tasks that have run to the heap, unless their next deadline is
// Never. If p is closed, it returns them, to be run with ErrClosed. The caller holds
// p.mu.
func (p *Pacer) putBack(ran []entry, now Instant) (closed []entry) {
	closed = ran[:0]
	for _, e := range ran {
		switch {
		case e.at == Never:
		case p.closed.Load():
			closed = append(closed, entry{closedAt, e.w})
		case e.w.canceled:
			e.w.canceled = false
			p.heap.push(canceledAt, e.w)
		default:
			at := e.w.limit(e.at)
			p.interval.add(at.Sub(now))
			p.heap.push(at, e.w)
		}
	}
	return closed
}
