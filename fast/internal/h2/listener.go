package h2

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// Names of protocols in ALPN.
const (
	protocolHTTP2 = "h2"
	protocolHTTP1 = "http/1.1"
)

// prefaceState is how much of the HTTP/2 preface a connection has sent.
type prefaceState uint8

const (
	noPreface prefaceState = iota // something else, or nothing
	partialPreface
	wholePreface
)

// listener finds out which protocol each connection speaks. Its Accept returns the
// connections that speak HTTP/1.1.
type listener struct {
	net.Listener
	config Config

	http1Conns, http2Conns chan net.Conn
	acceptErrs             chan error
	ctx                    context.Context // ends with Close
	cancel                 context.CancelFunc
	loops                  sync.WaitGroup
}

func newListener(inner net.Listener, config Config) *listener {
	l := &listener{
		Listener:   inner,
		config:     config,
		http1Conns: make(chan net.Conn),
		http2Conns: make(chan net.Conn),
		acceptErrs: make(chan error),
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.loops.Go(l.acceptLoop)
	return l
}

// Accept returns the next connection that speaks HTTP/1.1. It returns an error only
// if no connection is ready. When descriptors run out, the caller pauses after the
// error. It must not pause while ready connections, which it could serve and close,
// hold the descriptors.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.http1Conns:
		return c, nil
	default:
	}
	select {
	case c := <-l.http1Conns:
		return c, nil
	case err := <-l.acceptErrs:
		return nil, err
	case <-l.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Close closes the port and the connections whose protocol is not known yet.
func (l *listener) Close() error {
	l.cancel()
	err := l.Listener.Close()
	l.loops.Wait()
	return err
}

// acceptLoop passes errors to the caller of Accept and does not accept until the
// caller has taken them: the caller decides how long to wait.
func (l *listener) acceptLoop() {
	for {
		c, err := l.Listener.Accept()
		if err == nil {
			l.loops.Go(func() { l.negotiate(c) })
			continue
		}
		select {
		case l.acceptErrs <- err:
		case <-l.ctx.Done():
			return
		}
	}
}

func (l *listener) negotiate(c net.Conn) {
	if l.config.TLS != nil {
		l.handshake(c)
	} else {
		l.detectPreface(c)
	}
}

// handshake performs the TLS handshake.
func (l *listener) handshake(c net.Conn) {
	ctx, cancel := context.WithTimeout(l.ctx, l.config.negotiationTimeout())
	defer cancel()
	b := newBatchedConn(c, l.config.WriteTimeout)
	conn := tls.Server(b, l.config.TLS)
	err := conn.HandshakeContext(ctx)
	var plain tls.RecordHeaderError
	switch {
	case err == nil && conn.ConnectionState().NegotiatedProtocol == protocolHTTP2:
		b.batching = true
		l.deliver(l.http2Conns, conn)
		return
	case err == nil:
		l.deliver(l.http1Conns, conn)
		return
	case errors.As(err, &plain) && plain.Conn != nil && isLetter(plain.RecordHeader[0]):
		c.SetWriteDeadline(time.Now().Add(l.config.negotiationTimeout()))
		c.Write(l.config.NotTLS)
	}
	c.Close()
}

// isLetter reports whether b may begin an HTTP method. No TLS record begins with a
// letter.
func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' }

// detectPreface looks whether c begins with the HTTP/2 preface, which it leaves there
// to be read. A connection that sends nothing is left to HTTP/1.1 and its deadlines.
// One that stops within the preface is closed.
func (l *listener) detectPreface(c net.Conn) {
	c.SetReadDeadline(time.Now().Add(l.config.negotiationTimeout()))
	stop := context.AfterFunc(l.ctx, func() { c.Close() })
	preface := peekPreface(c)
	stop()
	c.SetReadDeadline(time.Time{})
	switch preface {
	case wholePreface:
		b := newBatchedConn(c, l.config.WriteTimeout)
		b.batching = true
		l.deliver(l.http2Conns, b)
	case partialPreface:
		c.Close()
	case noPreface:
		l.deliver(l.http1Conns, c)
	}
}

func (l *listener) deliver(to chan<- net.Conn, c net.Conn) {
	select {
	case to <- c:
	case <-l.ctx.Done():
		c.Close()
	}
}

// http2 returns the listener of the connections that speak HTTP/2. Its Close leaves
// the port open.
func (l *listener) http2() net.Listener {
	return &http2Listener{listener: l, closed: make(chan struct{})}
}

type http2Listener struct {
	*listener
	once   sync.Once
	closed chan struct{}
}

func (h *http2Listener) Accept() (net.Conn, error) {
	select {
	case c := <-h.http2Conns:
		return c, nil
	case <-h.closed:
	case <-h.ctx.Done():
	}
	return nil, net.ErrClosed
}

func (h *http2Listener) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}
