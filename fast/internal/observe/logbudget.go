package observe

import (
	"sync"
	"time"
)

// sampledOf is the sampling interval above the budget: one record in sampledOf is written.
const sampledOf = 100

// logBudget limits the records of an access log. Above perSecond records in one second,
// one in sampledOf is written, and a report tells how many were dropped.
type logBudget struct {
	perSecond int // 0 means no limit
	report    func(dropped uint64)

	mu      sync.Mutex
	second  int64  // the current second, in Unix time
	taken   int    // records in this second, dropped ones included
	dropped uint64 // since the last report
	pending bool   // a report is scheduled
}

// take reports whether a record may be written now.
func (b *logBudget) take(now time.Time) bool {
	if b.perSecond == 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if second := now.Unix(); second != b.second {
		b.second, b.taken = second, 0
	}
	b.taken++
	if over := b.taken - b.perSecond; over <= 0 || over%sampledOf == 0 {
		return true
	}
	b.dropped++
	if !b.pending {
		b.pending = true
		time.AfterFunc(time.Second, b.reportDropped)
	}
	return false
}

// reportDropped reports the number of records dropped in the last second.
func (b *logBudget) reportDropped() {
	b.mu.Lock()
	dropped := b.dropped
	b.dropped, b.pending = 0, false
	b.mu.Unlock()
	if dropped > 0 {
		b.report(dropped)
	}
}
