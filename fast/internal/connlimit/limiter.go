// Package connlimit limits how many connections a server has open.
//
//	limiter := connlimit.New(1000, 50)
//	ln = limiter.Listen(ln)
//
// A connection counts from Accept to Close, whatever protocol it speaks.
package connlimit

import (
	"net"
	"net/netip"
	"sync"
)

// Limiter counts the open connections of any number of listeners. It is safe
// for concurrent use. A nil Limiter has no limit.
type Limiter struct {
	total, perIP int // 0 means no limit

	mu       sync.Mutex
	open     int
	openByIP map[netip.Addr]int
}

// New returns a Limiter that allows total open connections, and perIP from one IP
// address. 0 means no limit. New returns nil if both are 0.
func New(total, perIP int) *Limiter {
	if total <= 0 && perIP <= 0 {
		return nil
	}
	return &Limiter{total: total, perIP: perIP, openByIP: map[netip.Addr]int{}}
}

// Open returns the number of open connections.
func (l *Limiter) Open() int {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}

// acquire counts a connection from ip, or returns false if a limit is reached. The
// zero ip, as of a Unix socket, has no limit of its own.
func (l *Limiter) acquire(ip netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total > 0 && l.open >= l.total {
		return false
	}
	if l.perIP > 0 && ip.IsValid() {
		if l.openByIP[ip] >= l.perIP {
			return false
		}
		l.openByIP[ip]++
	}
	l.open++
	return true
}

func (l *Limiter) release(ip netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.perIP > 0 && ip.IsValid() {
		if l.openByIP[ip]--; l.openByIP[ip] == 0 {
			delete(l.openByIP, ip)
		}
	}
}

// ipOf returns the IP address of c's peer. IPv4 addresses mapped to IPv6 are returned
// as IPv4.
func ipOf(c net.Conn) netip.Addr {
	remote := c.RemoteAddr()
	if remote == nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddrPort(remote.String())
	if err != nil {
		return netip.Addr{}
	}
	return address.Addr().Unmap().WithZone("")
}
