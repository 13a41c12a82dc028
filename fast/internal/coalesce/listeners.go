package coalesce

import (
	"errors"
	"maps"
	"net"
	"slices"
	"sync"
)

// Listeners are the listeners of one server. The zero value is ready for use, and
// safe for concurrent use.
type Listeners struct {
	mu     sync.Mutex
	all    map[*Listener]struct{}
	closed bool
}

// Add adds l. After Close it closes l.
func (ls *Listeners) Add(l *Listener) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.closed {
		l.ending.Store(true)
		l.Close()
	}
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

// Close closes the listeners that are not closed yet and those that are added later, and
// returns all. Their connections end after the request under way.
func (ls *Listeners) Close() (all []*Listener, err error) {
	ls.mu.Lock()
	ls.closed = true
	all = slices.Collect(maps.Keys(ls.all))
	ls.mu.Unlock()
	for _, l := range all {
		l.ending.Store(true)
		if e := l.Close(); e != net.ErrClosed {
			err = errors.Join(err, e)
		}
	}
	return all, err
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
