package coalesce

import "runtime"

// Under load a connection that has just been answered will have its next
// request soon, but not yet: reading now finds nothing, and the goroutine goes
// through the poller to come back. So it lets the others run first and reads
// after them. That saves a system call and the poller's work.

// maxVain is how many yields in vain in a row make a difference.
const maxVain = 5

// yielder decides when a connection yields.
type yielder struct {
	vain int // yields in a row after which nothing had come
	rest int // requests to read without
}

// yield lets other goroutines run and reports true, or reports false where
// that does not promise to pay or would keep others waiting.
func (y *yielder) yield(p *poller) bool {
	switch {
	case y.rest > 0:
		y.rest--
		return false
	case p.neglected():
		return false
	}
	runtime.Gosched()
	return true
}

// learn hears whether what yield waited for had come. Where it does not time and
// again, as with few connections, two, six, fourteen and then thirty requests are
// read without: to yield can wake another thread, which costs more than it saves.
func (y *yielder) learn(came bool) {
	if came {
		y.vain = max(y.vain-1, 0)
		return
	}
	y.vain = min(y.vain+1, maxVain)
	y.rest = 1<<y.vain - 2
}
