// Package h2 answers HTTP/2 with the handlers of fasthttp, on the same port as
// fasthttp answers HTTP/1.1.
//
//	s := h2.New(handler, h2.Config{TLS: config})
//	err := server.Serve(s.Split(listener)) // a fasthttp.Server
//
// It uses the HTTP/2 of net/http; golang.org/x/net/http2 has become a deprecated copy
// of it.
package h2

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/memory"
)

const (
	noTimeout = 100 * 365 * 24 * time.Hour
	// maxStreams is how many requests a connection may have in flight. Clients send
	// further requests when earlier ones have ended, as they do with that many
	// connections of HTTP/1.1.
	maxStreams = 1000

	// headerFactor times Config.MaxHeader is the header size up to which
	// Config.Malformed answers. Beyond it net/http does.
	headerFactor = 16

	// maxNegotiation is the longest time in which a new connection must agree on a
	// protocol.
	maxNegotiation = 5 * time.Second
)

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
	// ErrHeaderTooLarge or fasthttp.ErrBodyTooLarge, or is cut off.
	Malformed func(ctx *fasthttp.RequestCtx, err error)
	// MaxHeader and MaxBody are the longest header and body in bytes.
	MaxHeader, MaxBody int
	// Memory is charged for the bodies of requests; nil means no limit.
	Memory *memory.Budget
	// ReadTimeout limits the wait for more of a body and, if it is less than 5s, the
	// protocol negotiation of a new connection. WriteTimeout limits the wait for a
	// client that takes nothing of its stream or its connection. IdleTimeout limits
	// the wait for a next request. 0 means no limit.
	ReadTimeout, WriteTimeout, IdleTimeout time.Duration
	// ReceiveTimeout limits how long a request, its body included, takes to arrive; 0
	// means no limit.
	ReceiveTimeout time.Duration
	// Name is the Server header of the answers.
	Name string
	// Log, if set, gets net/http's errors of connections that clients broke.
	Log *log.Logger
}

// negotiationTimeout is the time a new connection has to agree on a protocol.
func (c *Config) negotiationTimeout() time.Duration {
	if c.ReadTimeout > 0 {
		return min(c.ReadTimeout, maxNegotiation)
	}
	return maxNegotiation
}

// Server answers HTTP/2. It is safe for concurrent use.
type Server struct {
	config  Config
	name    []string
	handler fasthttp.RequestHandler
	http    *http.Server
	open    atomic.Int64
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
	s := &Server{config: c, name: []string{c.Name}, handler: handler}
	var protocols http.Protocols
	protocols.SetHTTP2(c.TLS != nil)
	protocols.SetUnencryptedHTTP2(c.TLS == nil)
	s.http = &http.Server{
		Handler:                      s,
		Protocols:                    &protocols,
		HTTP2:                        &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ReadHeaderTimeout:            c.ReadTimeout,
		ReadTimeout:                  c.ReceiveTimeout,
		IdleTimeout:                  cmp.Or(c.IdleTimeout, noTimeout), // 0 would mean ReadTimeout
		MaxHeaderBytes:               headerFactor * c.MaxHeader,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     c.Log,
		ConnState:                    s.count,
	}
	return s
}

func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.open.Add(-1)
	}
}

// Open returns the number of connections that speak HTTP/2.
func (s *Server) Open() int { return int(s.open.Load()) }

// Split takes over ln. It answers the connections that speak HTTP/2 and returns a
// listener of the others: those with TLS as *tls.Conn, the rest untouched. ln closes
// with that listener.
func (s *Server) Split(ln net.Listener) net.Listener {
	l := newListener(ln, s.config)
	go s.http.Serve(l.http2())
	return l
}

// Shutdown sends GOAWAY to the clients and waits until their requests in flight have
// been answered. If ctx ends first, it closes their connections and returns its
// error.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if ctx.Err() != nil {
		s.http.Close()
	}
	return err
}
