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
	// maxBatch is how many bytes may be pending on a connection. Further writes wait
	// until the client takes some.
	maxBatch = 64 << 10

	// closeTimeout is how long Close waits for a client to take what is pending.
	closeTimeout = 10 * time.Second
)

// batchedConn is a connection whose writes leave a moment later, together with what
// other streams write until then. net/http writes the header of a response by itself,
// and the responses of a busy connection one by one. If a batch cannot be written,
// all later writes fail too, and the connection is closed.
type batchedConn struct {
	net.Conn
	writeTimeout time.Duration // for a client to take some bytes; 0 means no limit
	batching     bool          // set before HTTP/2 is spoken; until then writes pass through

	mu      sync.Mutex
	changed sync.Cond // signals changes of the fields below
	pending *[]byte   // nil if nothing is pending
	sending bool
	closing bool
	err     error
}

func newBatchedConn(c net.Conn, writeTimeout time.Duration) *batchedConn {
	b := &batchedConn{Conn: c, writeTimeout: writeTimeout}
	b.changed.L = &b.mu
	return b
}

// NetConn returns the wrapped connection.
func (b *batchedConn) NetConn() net.Conn { return b.Conn }

var batchPool = sync.Pool{New: func() any { return new([]byte) }}

// Write copies p into the pending batch. It waits while too much is pending.
func (b *batchedConn) Write(p []byte) (int, error) {
	if !b.batching {
		return b.Conn.Write(p)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.err == nil && b.pending != nil && len(*b.pending)+len(p) > maxBatch {
		b.changed.Wait()
	}
	if b.err != nil {
		return 0, b.err
	}
	if b.pending == nil {
		b.pending = batchPool.Get().(*[]byte)
	}
	*b.pending = append(*b.pending, p...)
	if !b.sending {
		b.sending = true
		go b.send()
	}
	return len(p), nil
}

// send yields to the streams that are about to write, then sends until nothing is
// pending.
func (b *batchedConn) send() {
	runtime.Gosched()
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.err == nil && b.pending != nil {
		batch := b.pending
		b.pending = nil
		b.changed.Broadcast()
		b.mu.Unlock()
		err := b.writeAll(*batch)
		*batch = (*batch)[:0]
		batchPool.Put(batch)
		b.mu.Lock()
		if err != nil {
			b.err = err
			b.Conn.Close()
		}
	}
	b.sending = false
	b.changed.Broadcast()
}

// writeAll writes p. The timeout starts again whenever the client has taken some
// bytes.
func (b *batchedConn) writeAll(p []byte) error {
	for len(p) > 0 {
		if b.writeTimeout > 0 {
			b.Conn.SetWriteDeadline(time.Now().Add(b.writeTimeout))
		}
		n, err := b.Conn.Write(p)
		if err != nil && (n == 0 || !errors.Is(err, os.ErrDeadlineExceeded)) {
			return err
		}
		p = p[n:]
	}
	return nil
}

// Close sends what is pending. A second Close closes at once.
func (b *batchedConn) Close() error {
	b.mu.Lock()
	if !b.closing {
		b.closing = true
		if b.sending {
			giveUp := time.AfterFunc(closeTimeout, func() { b.Conn.Close() })
			for b.sending {
				b.changed.Wait()
			}
			giveUp.Stop()
		}
	}
	if b.err == nil {
		b.err = net.ErrClosed
	}
	b.mu.Unlock()
	return b.Conn.Close()
}

// SetWriteDeadline does nothing once writes are batched: writeTimeout limits them.
func (b *batchedConn) SetWriteDeadline(t time.Time) error {
	if b.batching {
		return nil
	}
	return b.Conn.SetWriteDeadline(t)
}

// SetDeadline sets the read deadline and, until writes are batched, the write
// deadline.
func (b *batchedConn) SetDeadline(t time.Time) error {
	return errors.Join(b.SetReadDeadline(t), b.SetWriteDeadline(t))
}
