package connlimit

import (
	"net"
	"net/netip"
	"sync/atomic"
)

// Listener accepts connections within its Limiter's limits and closes all others at
// once.
type Listener struct {
	net.Listener
	limiter *Limiter
}

// Listen wraps ln, which it owns from now on. A nil Limiter returns ln itself.
func (l *Limiter) Listen(ln net.Listener) net.Listener {
	if l == nil {
		return ln
	}
	return &Listener{ln, l}
}

// Accept returns the next connection within the limits. It is a *TCPConn or *UnixConn
// if the wrapped listener returns one of package net.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		ip := ipOf(c)
		if l.limiter.acquire(ip) {
			return counted(c, l.limiter, ip), nil
		}
		c.Close()
	}
}

// slot is what an open connection takes up of its Limiter.
type slot struct {
	limiter  *Limiter
	ip       netip.Addr
	released atomic.Bool
}

// release frees the slot, once.
func (s *slot) release() {
	if !s.released.Swap(true) {
		s.limiter.release(s.ip)
	}
}
