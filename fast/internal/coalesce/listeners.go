package coalesce

import "sync"

// Listeners are those that a server serves. The zero value is ready, and safe for
// concurrent use.
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

// Count returns how many connections are open and how many of the idle ones are parked.
func (ls *Listeners) Count() (open, parked int) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for l := range ls.all {
		open += l.Open()
		parked += l.Parked()
	}
	return open, parked
}
