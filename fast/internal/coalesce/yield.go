package coalesce

import "runtime"

// Under load the next request comes soon after an answer, but not at once. A Read at once
// finds nothing and has to wait in the poller. So the goroutine lets others run first and
// reads after them. That saves a system call and the poller's work.

// maxMisses caps how many yields in a row count as missed.
const maxMisses = 5

// yielder decides when a connection yields before it reads.
type yielder struct {
	misses int // yields in a row after which nothing was there to read
	skip   int // next requests to read without a yield
}

// yield lets other goroutines run and reports true. It returns false without yielding
// if yielding is unlikely to pay or would starve the poller.
func (y *yielder) yield(p *poller) bool {
	switch {
	case y.skip > 0:
		y.skip--
		return false
	case p.starving():
		return false
	}
	runtime.Gosched()
	return true
}

// record takes whether something was there to read after a yield. After repeated
// misses, as with few connections, the next 2, 6, 14 and then 30 requests are read
// without a yield: a yield can wake another thread, which costs more than it saves.
func (y *yielder) record(hit bool) {
	if hit {
		y.misses = max(y.misses-1, 0)
		return
	}
	y.misses = min(y.misses+1, maxMisses)
	y.skip = 1<<y.misses - 2
}
