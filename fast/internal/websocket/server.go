// Package websocket serves WebSocket connections. Every message that asks for an answer
// becomes a request to a handler, and every event of the answer a message. The package knows
// no dialect: what messages mean is up to a dialect.Conversation.
package websocket

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/memory"
)

// Config holds the settings of a Server.
type Config struct {
	MaxMessage  int           // the longest message of a client in bytes
	IdleTimeout time.Duration // the longest time without a message or an answer; 0 means no limit
	MaxAge      time.Duration // of a connection
	Memory      *memory.Budget
	CrossOrigin bool // pages of every origin may connect
	LogPanic    func(what any)
}

// Endpoint is a path that is upgraded to WebSocket.
type Endpoint struct {
	// Converse returns the state of a new connection. It must not keep h or uri.
	Converse func(h *fasthttp.RequestHeader, uri *fasthttp.URI) dialect.Conversation
	// Answer answers the request of an Ask with a stream.
	Answer fasthttp.RequestHandler
	// Refuse answers it with an error if its turn has not come when the server shuts down.
	Refuse fasthttp.RequestHandler
	// WriteError answers a handshake that fails.
	WriteError func(*fasthttp.RequestCtx, *apierr.Error)
}

// Server holds the WebSocket connections of a server.
type Server struct {
	config Config

	mu       sync.Mutex
	open     map[*conn]struct{}
	headers  map[[sha256.Size]byte]*requestHeader // of the open connections
	draining bool
	sweeping bool           // sweep will be called
	conns    sync.WaitGroup // connections that the HTTP server has let go of
}

// New returns a Server without connections.
func New(c Config) *Server {
	return &Server{config: c, open: map[*conn]struct{}{}, headers: map[[sha256.Size]byte]*requestHeader{}}
}

// Open returns the number of connections.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// add makes c one of the open connections. It reports whether the server goes on.
func (s *Server) add(c *conn) (goesOn bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = struct{}{}
	s.share(c)
	if !s.sweeping && !s.draining {
		s.sweeping = true
		time.AfterFunc(sweepEvery, s.sweep)
	}
	return !s.draining
}

func (s *Server) remove(c *conn) {
	s.mu.Lock()
	delete(s.open, c)
	s.unshare(c)
	s.mu.Unlock()
}

// all returns the open connections.
func (s *Server) all() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	conns := make([]*conn, 0, len(s.open))
	for c := range s.open {
		conns = append(conns, c)
	}
	return conns
}

// sweepEvery is how often the server looks for connections that have lasted too long.
const sweepEvery = time.Second

// sweep closes connections that have lasted or idled too long, again and again as long as
// there are connections.
func (s *Server) sweep() {
	s.mu.Lock()
	s.sweeping = len(s.open) > 0 && !s.draining
	again := s.sweeping
	s.mu.Unlock()
	if !again {
		return
	}
	now := time.Now()
	for _, c := range s.all() {
		c.expire(now)
	}
	time.AfterFunc(sweepEvery, s.sweep)
}

// Drain closes every connection as soon as the answers under way are sent and the requests
// that wait are refused. New ones are closed at once.
func (s *Server) Drain() {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	for _, c := range s.all() {
		go c.drain() // a client that reads nothing holds up only itself
	}
}

// Wait waits until all connections are closed. When ctx ends it breaks off the others. No
// new ones may come.
func (s *Server) Wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		for _, c := range s.all() {
			c.breakOff()
		}
	})
	s.conns.Wait()
	if !stop() {
		return ctx.Err()
	}
	return nil
}
