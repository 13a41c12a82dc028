// Package h2 answers HTTP/2 with the handlers of fasthttp, on the port on which
// fasthttp answers HTTP/1.1.
//
//	s := h2.New(handler, h2.Config{TLS: config})
//	err := server.Serve(s.Split(listener)) // a fasthttp.Server
//
// HTTP/2 itself is that of net/http, of which golang.org/x/net/http2 has become
// a deprecated copy.
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
	century = 100 * 365 * 24 * time.Hour
	// maxStreams is how many requests a connection may have under way. Clients
	// send their next request only when an earlier one has ended, as they do
	// with as many connections of HTTP/1.1.
	maxStreams = 1000

	// headerRoom is how much longer than Config.MaxHeader a header may be so
	// that Config.Malformed still gets to answer. Beyond, net/http does.
	headerRoom = 16

	// maxNegotiation is the time a new connection has at most to agree on a protocol.
	maxNegotiation = 5 * time.Second
)

// ErrHeaderTooLarge says that a request's header is longer than Config.MaxHeader.
var ErrHeaderTooLarge = errors.New("header too large")

// Config holds the settings of a Server.
type Config struct {
	// TLS, if set, is spoken on every connection, and ALPN decides between
	// HTTP/2 and HTTP/1.1. nil means no TLS: a connection that opens with the
	// preface of HTTP/2 speaks it (prior knowledge, RFC 9113, section 3.3).
	TLS *tls.Config
	// NotTLS is the whole of what clients are told who speak HTTP without TLS
	// where TLS is due.
	NotTLS []byte
	// Malformed answers in the handler's place a request that is too large, with
	// ErrHeaderTooLarge or fasthttp.ErrBodyTooLarge, or that breaks off.
	Malformed func(ctx *fasthttp.RequestCtx, err error)
	// MaxHeader and MaxBody are the longest header and body in bytes.
	MaxHeader, MaxBody int
	// Memory is what the bodies of requests are charged to; nil means to nobody.
	Memory *memory.Budget
	// ReadTimeout bounds the wait for more of a body and, if it is less than 5s, for
	// the protocol of a new connection, WriteTimeout that for a
	// client that takes nothing of its stream or its connection, IdleTimeout that
	// for a next request; 0 means any time.
	ReadTimeout, WriteTimeout, IdleTimeout time.Duration
	// ReceiveTimeout bounds the reading of a request, its body included; 0 means
	// any time.
	ReceiveTimeout time.Duration
	// Name is the Server header of the answers.
	Name string
	// Log, if set, hears of connections that clients broke.
	Log *log.Logger
}

// negotiation is the time a new connection has to agree on a protocol.
func (c *Config) negotiation() time.Duration {
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
		IdleTimeout:                  cmp.Or(c.IdleTimeout, century), // 0 would mean ReadTimeout
		MaxHeaderBytes:               headerRoom * c.MaxHeader,
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

// Split takes over ln: it answers the connections that speak HTTP/2 and returns
// a listener of the others, those with TLS as *tls.Conn, the rest untouched. ln
// closes with that listener.
func (s *Server) Split(ln net.Listener) net.Listener {
	l := newListener(ln, s.config)
	go s.http.Serve(l.http2())
	return l
}

// Shutdown tells the clients to go away and waits until their requests in flight
// have been answered. If ctx ends first, it closes their connections and returns
// its error.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if ctx.Err() != nil {
		s.http.Close()
	}
	return err
}
