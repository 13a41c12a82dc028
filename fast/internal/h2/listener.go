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
// connections that speak HTTP/1.1. Its server gets the others.
type listener struct {
	net.Listener
	server *Server
	config *Config

	http1Conns chan net.Conn
	acceptErrs chan error
	ctx        context.Context // ends with Close
	cancel     context.CancelFunc
	loops      sync.WaitGroup
}

func newListener(inner net.Listener, s *Server) *listener {
	l := &listener{
		Listener:   inner,
		server:     s,
		config:     &s.config,
		http1Conns: make(chan net.Conn),
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
	below := newSocket(c)
	conn := tls.Server(below, l.config.TLS)
	err := conn.HandshakeContext(ctx)
	var plain tls.RecordHeaderError
	switch {
	case err == nil && conn.ConnectionState().NegotiatedProtocol == protocolHTTP2:
		below.hold()
		l.server.serve(newLoop(l.server, conn, below))
		return
	case err == nil:
		l.deliver(conn)
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

// detectPreface finds out whether c begins with the HTTP/2 preface, which it leaves there
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
		below := newSocket(c)
		l.server.serve(newLoop(l.server, below, below))
	case partialPreface:
		c.Close()
	case noPreface:
		l.deliver(c)
	}
}

// deliver hands c to the caller of Accept.
func (l *listener) deliver(c net.Conn) {
	select {
	case l.http1Conns <- c:
	case <-l.ctx.Done():
		c.Close()
	}
}
