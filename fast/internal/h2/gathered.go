package h2

import (
	"errors"
	"net"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	// maxGathered is how many bytes a connection gathers; more have to wait
	// until the client takes some.
	maxGathered = 64 << 10

	// parting is how long Close waits for a client to take what is pending.
	parting = 10 * time.Second
)

// gathered is a connection whose writes leave a moment later, together with what
// other streams write until then: net/http writes the header of a response by
// itself, and the responses of a busy connection one by one. Where such a write
// fails, so do all later ones, and the connection is closed.
type gathered struct {
	net.Conn
	patience time.Duration // with a client that takes nothing; 0 means any
	on       bool          // set before HTTP/2 is spoken; until then writes pass

	mu      sync.Mutex
	changed sync.Cond // of what follows
	pending *[]byte   // nil for nothing
	sending bool
	closing bool
	err     error
}

func newGathered(c net.Conn, patience time.Duration) *gathered {
	g := &gathered{Conn: c, patience: patience}
	g.changed.L = &g.mu
	return g
}

// NetConn returns the connection that is written to.
func (g *gathered) NetConn() net.Conn { return g.Conn }

var gatherings = sync.Pool{New: func() any { return new([]byte) }}

// Write keeps a copy of p to be sent. It waits where too much is pending.
func (g *gathered) Write(p []byte) (int, error) {
	if !g.on {
		return g.Conn.Write(p)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.err == nil && g.pending != nil && len(*g.pending)+len(p) > maxGathered {
		g.changed.Wait()
	}
	if g.err != nil {
		return 0, g.err
	}
	if g.pending == nil {
		g.pending = gatherings.Get().(*[]byte)
	}
	*g.pending = append(*g.pending, p...)
	if !g.sending {
		g.sending = true
		go g.send()
	}
	return len(p), nil
}

// send lets the streams that are about to write do so, and sends until nothing is
// pending.
func (g *gathered) send() {
	runtime.Gosched()
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.err == nil && g.pending != nil {
		all := g.pending
		g.pending = nil
		g.changed.Broadcast()
		g.mu.Unlock()
		err := g.put(*all)
		*all = (*all)[:0]
		gatherings.Put(all)
		g.mu.Lock()
		if err != nil {
			g.err = err
			g.Conn.Close()
		}
	}
	g.sending = false
	g.changed.Broadcast()
}

// put writes p. A client has its time anew whenever it has taken something.
func (g *gathered) put(p []byte) error {
	for len(p) > 0 {
		if g.patience > 0 {
			g.Conn.SetWriteDeadline(time.Now().Add(g.patience))
		}
		n, err := g.Conn.Write(p)
		if err != nil && (n == 0 || !errors.Is(err, os.ErrDeadlineExceeded)) {
			return err
		}
		p = p[n:]
	}
	return nil
}

// Close sends what is pending, and closes at once where it is called again.
func (g *gathered) Close() error {
	g.mu.Lock()
	if !g.closing {
		g.closing = true
		if g.sending {
			giveUp := time.AfterFunc(parting, func() { g.Conn.Close() })
			for g.sending {
				g.changed.Wait()
			}
			giveUp.Stop()
		}
	}
	if g.err == nil {
		g.err = net.ErrClosed
	}
	g.mu.Unlock()
	return g.Conn.Close()
}

// SetWriteDeadline does nothing once writes are gathered: patience bounds them.
func (g *gathered) SetWriteDeadline(t time.Time) error {
	if g.on {
		return nil
	}
	return g.Conn.SetWriteDeadline(t)
}

// SetDeadline sets the read deadline and, until writes are gathered, that of
// writes.
func (g *gathered) SetDeadline(t time.Time) error {
	return errors.Join(g.SetReadDeadline(t), g.SetWriteDeadline(t))
}
