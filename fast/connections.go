package fast

import (
	"sync"

	"mock-openai/fast/internal/coalesce"
)

// connections are those of the listeners that a server serves.
type connections struct {
	mu        sync.Mutex
	listeners map[*coalesce.Listener]struct{}
}

func (c *connections) add(l *coalesce.Listener) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listeners == nil {
		c.listeners = map[*coalesce.Listener]struct{}{}
	}
	c.listeners[l] = struct{}{}
}

func (c *connections) remove(l *coalesce.Listener) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.listeners, l)
}

// count is how many are open and how many of the idle ones are parked.
func (c *connections) count() (open, parked int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range c.listeners {
		open += l.Open()
		parked += l.Parked()
	}
	return open, parked
}
