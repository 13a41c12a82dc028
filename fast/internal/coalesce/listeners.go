package coalesce

import "sync"

// Listeners are the listeners of one server. The zero value is ready for use, and
// safe for concurrent use.
type Listeners struct {
	mu  sync.Mutex
	all map[*Listener]struct{}
}

// Add adds l.
func (ls *Listeners) Add(l *Listener) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.all == nil {
		ls.all = map[*Listener]struct{}{}
	}
	ls.all[l] = struct{}{}
}

// Remove removes l.
func (ls *Listeners) Remove(l *Listener) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	delete(ls.all, l)
}

// Count returns the number of open and of parked connections.
func (ls *Listeners) Count() (open, parked int) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for l := range ls.all {
		open += l.Open()
		parked += l.Parked()
	}
	return open, parked
}
