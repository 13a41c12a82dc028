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

// opening is how a connection opens that may speak HTTP/2.
type opening uint8

const (
	noPreface      opening = iota // with something else than the preface, or with nothing
	partialPreface                // with a part of it
	wholePreface
)

// listener finds out what each connection to a port speaks. Its own Accept
// returns those that speak HTTP/1.1.
type listener struct {
	net.Listener
	config Config

	one, two chan net.Conn // by the version of HTTP
	failed   chan error    // of accepting
	open     context.Context
	close    context.CancelFunc
	loops    sync.WaitGroup
}

func newListener(inner net.Listener, config Config) *listener {
	l := &listener{
		Listener: inner,
		config:   config,
		one:      make(chan net.Conn),
		two:      make(chan net.Conn),
		failed:   make(chan error),
	}
	l.open, l.close = context.WithCancel(context.Background())
	l.loops.Go(l.acceptLoop)
	return l
}

// Accept returns the next connection that speaks HTTP/1.1. An error comes after
// all connections that are there: who waits it out while they hold the
// descriptors that are missing would not get ahead of those to come.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.one:
		return c, nil
	default:
	}
	select {
	case c := <-l.one:
		return c, nil
	case err := <-l.failed:
		return nil, err
	case <-l.open.Done():
		return nil, net.ErrClosed
	}
}

// Close closes the port and the connections of which it is not known yet what
// they speak.
func (l *listener) Close() error {
	l.close()
	err := l.Listener.Close()
	l.loops.Wait()
	return err
}

// acceptLoop leaves it to whoever calls Accept to wait out an error, and does
// not accept until then.
func (l *listener) acceptLoop() {
	for {
		c, err := l.Listener.Accept()
		if err == nil {
			l.loops.Go(func() { l.negotiate(c) })
			continue
		}
		select {
		case l.failed <- err:
		case <-l.open.Done():
			return
		}
	}
}

func (l *listener) negotiate(c net.Conn) {
	if l.config.TLS != nil {
		l.secure(c)
	} else {
		l.recognize(c)
	}
}

// secure shakes hands over TLS.
func (l *listener) secure(c net.Conn) {
	ctx, cancel := context.WithTimeout(l.open, l.config.negotiation())
	defer cancel()
	g := newGathered(c, l.config.WriteTimeout)
	conn := tls.Server(g, l.config.TLS)
	err := conn.HandshakeContext(ctx)
	var plain tls.RecordHeaderError
	switch {
	case err == nil && conn.ConnectionState().NegotiatedProtocol == protocolHTTP2:
		g.on = true
		l.deliver(l.two, conn)
		return
	case err == nil:
		l.deliver(l.one, conn)
		return
	case errors.As(err, &plain) && plain.Conn != nil && isLetter(plain.RecordHeader[0]):
		c.SetWriteDeadline(time.Now().Add(l.config.negotiation()))
		c.Write(l.config.NotTLS)
	}
	c.Close()
}

// isLetter reports whether b may begin a method of HTTP, as no record of TLS does.
func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' }

// recognize looks whether c opens with the preface of HTTP/2, which stays there to
// be read. A connection that says nothing is left to HTTP/1.1 and its deadlines;
// one that stops within the preface is closed.
func (l *listener) recognize(c net.Conn) {
	c.SetReadDeadline(time.Now().Add(l.config.negotiation()))
	stop := context.AfterFunc(l.open, func() { c.Close() })
	opening := peekPreface(c)
	stop()
	c.SetReadDeadline(time.Time{})
	switch opening {
	case wholePreface:
		g := newGathered(c, l.config.WriteTimeout)
		g.on = true
		l.deliver(l.two, g)
	case partialPreface:
		c.Close()
	case noPreface:
		l.deliver(l.one, c)
	}
}

func (l *listener) deliver(to chan<- net.Conn, c net.Conn) {
	select {
	case to <- c:
	case <-l.open.Done():
		c.Close()
	}
}

// http2 returns the listener of the connections that speak HTTP/2. Its Close
// leaves the port open.
func (l *listener) http2() net.Listener { return &half{listener: l, closed: make(chan struct{})} }

type half struct {
	*listener
	once   sync.Once
	closed chan struct{}
}

func (h *half) Accept() (net.Conn, error) {
	select {
	case c := <-h.two:
		return c, nil
	case <-h.closed:
	case <-h.open.Done():
	}
	return nil, net.ErrClosed
}

func (h *half) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}
