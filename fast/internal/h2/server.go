// Package h2 answers HTTP/2 with the handlers of fasthttp, on the same port as
// fasthttp answers HTTP/1.1.
//
//	s := h2.New(handler, h2.Config{TLS: config})
//	err := server.Serve(s.Split(listener)) // a fasthttp.Server
//
// Frames are read, and headers decompressed, by golang.org/x/net/http2. One goroutine, the
// loop, reads a connection and calls the handlers itself. It writes all their answers
// together once it has nothing more to read. So sixteen streams share a read and a write,
// and no request costs a switch of goroutines. A request that waits leaves the loop: see
// Detach.
package h2

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/memory"
)

// maxNegotiation is the longest time in which a new connection must agree on a
// protocol.
const maxNegotiation = 5 * time.Second

// DrainTimeout limits waits for a client that have no limit of their own, so that Shutdown
// ends. It applies once the connection takes no more requests.
const DrainTimeout = 30 * time.Second

// ErrHeaderTooLarge means that a request's header is longer than Config.MaxHeader.
var ErrHeaderTooLarge = errors.New("header too large")

// Config holds the settings of a Server.
type Config struct {
	// TLS, if set, is spoken on every connection, and ALPN decides between HTTP/2 and
	// HTTP/1.1. nil means no TLS: a connection that begins with the HTTP/2 preface
	// speaks HTTP/2 (prior knowledge, RFC 9113, section 3.3).
	TLS *tls.Config
	// NotTLS is the whole HTTP/1.1 response to clients that speak plain HTTP to a TLS
	// port.
	NotTLS []byte
	// Malformed answers in place of the handler when a request is too large, with
	// ErrHeaderTooLarge or fasthttp.ErrBodyTooLarge, or is not complete in time.
	Malformed func(ctx *fasthttp.RequestCtx, err error)
	// MaxHeader and MaxBody are the longest header and body in bytes.
	MaxHeader, MaxBody int
	// Memory is charged for the bodies of requests; nil means no limit.
	Memory *memory.Budget
	// ReadTimeout limits the wait for more of a header or body and, if it is less than
	// 5s, the protocol negotiation of a new connection. WriteTimeout limits the wait for
	// a client that takes nothing of its stream or its connection. IdleTimeout limits
	// the wait for a next request. 0 means no limit, but for DrainTimeout.
	ReadTimeout, WriteTimeout, IdleTimeout time.Duration
	// ReceiveTimeout limits how long a request, its body included, takes to arrive; 0
	// means no limit.
	ReceiveTimeout time.Duration
	// Name is the Server header of the answers.
	Name string
	// Log, if set, gets the errors of connections that clients broke.
	Log *log.Logger
}

// negotiationTimeout returns the time a new connection has to agree on a protocol.
func (c *Config) negotiationTimeout() time.Duration {
	if c.ReadTimeout > 0 {
		return min(c.ReadTimeout, maxNegotiation)
	}
	return maxNegotiation
}

// Server answers HTTP/2. It is safe for concurrent use.
type Server struct {
	config  Config
	handler fasthttp.RequestHandler
	name    []byte // the rendered Server header
	clock   clock

	watching atomic.Bool // the watchdog runs
	running  sync.WaitGroup

	mu       sync.Mutex
	conns    map[*conn]struct{}
	draining bool
}

// New returns a Server that answers with handler. What handler sees as
// ctx.Conn() is one stream: Close resets it, Context ends with it.
func New(handler fasthttp.RequestHandler, c Config) *Server {
	if c.TLS != nil {
		c.TLS = c.TLS.Clone()
		c.TLS.NextProtos = []string{protocolHTTP2, protocolHTTP1}
		c.TLS.MinVersion = max(c.TLS.MinVersion, tls.VersionTLS12)
		// An answer is one record, not four of the size of a packet.
		c.TLS.DynamicRecordSizingDisabled = true
	}
	if c.Memory == nil {
		c.Memory = memory.NewBudget(0)
	}
	if c.Log == nil {
		c.Log = log.New(io.Discard, "", 0)
	}
	return &Server{
		config:  c,
		handler: handler,
		name:    appendIndexedName(nil, nameServer, []byte(c.Name)),
		conns:   map[*conn]struct{}{},
	}
}

// Open returns the number of connections that speak HTTP/2.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Split takes over ln. It answers the connections that speak HTTP/2 and returns a
// listener of the others: those with TLS as *tls.Conn, the rest untouched. ln closes
// with that listener.
func (s *Server) Split(ln net.Listener) net.Listener { return newListener(ln, s) }

// serve answers the requests of a connection in a goroutine of its own.
func (s *Server) serve(l *loop) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		l.net.Close()
		return
	}
	s.conns[&l.conn] = struct{}{}
	s.running.Add(1)
	go l.begin()
}

// forget is called once the last goroutine of c has ended.
func (s *Server) forget(c *conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.running.Done()
}

// Shutdown sends GOAWAY to the clients and waits until their requests in flight have
// been answered. If ctx ends first, it closes their connections and returns its
// error.
func (s *Server) Shutdown(ctx context.Context) error {
	for _, c := range s.drain() {
		c.drain()
	}
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	for _, c := range s.drain() {
		c.abort(net.ErrClosed)
	}
	return ctx.Err()
}

// drain refuses new connections and returns the open ones.
func (s *Server) drain() (open []*conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draining = true
	for c := range s.conns {
		open = append(open, c)
	}
	return open
}
