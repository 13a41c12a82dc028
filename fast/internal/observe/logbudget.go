package observe

import (
	"sync"
	"time"
)

// sampledOf is how many records beyond the budget one is written of.
const sampledOf = 100

// logBudget bounds the records of an access log: of those beyond perSecond in one
// second, one in sampledOf is written, and a report says how many were not.
type logBudget struct {
	perSecond int // 0 means no bound
	report    func(dropped uint64)

	mu      sync.Mutex
	second  int64 // Unix
	taken   int   // in it
	dropped uint64
	pending bool // whether a report is
}

// take reports whether a record may be written at the time now.
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

// reportDropped reports what was dropped in the last second.
func (b *logBudget) reportDropped() {
	b.mu.Lock()
	dropped := b.dropped
	b.dropped, b.pending = 0, false
	b.mu.Unlock()
	if dropped > 0 {
		b.report(dropped)
	}
}
