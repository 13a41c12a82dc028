package coalesce

import (
	"net"
	"net/netip"
	"sync"
)

// crowd is who is connected, where that is limited. A nil crowd has room for
// everybody.
type crowd struct {
	most, mostEach int // 0 means any number

	mu      sync.Mutex
	members map[net.Conn]netip.Addr
	each    map[netip.Addr]int
}

// newCrowd returns nil where nothing is limited.
func newCrowd(most, mostEach int) *crowd {
	if most <= 0 && mostEach <= 0 {
		return nil
	}
	return &crowd{most: most, mostEach: mostEach, members: map[net.Conn]netip.Addr{}, each: map[netip.Addr]int{}}
}

// enter reports false if there is no room for inner.
func (c *crowd) enter(inner net.Conn) bool {
	if c == nil {
		return true
	}
	address, _ := netip.ParseAddrPort(inner.RemoteAddr().String())
	from := address.Addr().Unmap().WithZone("")
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.most > 0 && len(c.members) >= c.most || c.mostEach > 0 && c.each[from] >= c.mostEach {
		return false
	}
	c.members[inner] = from
	c.each[from]++
	return true
}

// leave may be called again for one that has left.
func (c *crowd) leave(inner net.Conn) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	from, ok := c.members[inner]
	if !ok {
		return
	}
	delete(c.members, inner)
	if c.each[from]--; c.each[from] == 0 {
		delete(c.each, from)
	}
}
