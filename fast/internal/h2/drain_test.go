package h2_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http/httptest"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/h2"
)

// oneConn is a listener of one connection.
type oneConn struct{ conns chan net.Conn }

func listenOnce(c net.Conn) net.Listener {
	l := oneConn{make(chan net.Conn, 1)}
	l.conns <- c
	return l
}

func (l oneConn) Accept() (net.Conn, error) {
	if c, ok := <-l.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (l oneConn) Close() error   { close(l.conns); return nil }
func (l oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// overPipe calls f with a server and a client of it, over a pipe, in a bubble of synctest. A
// pipe holds nothing: the server writes what the client reads.
func overPipe(t *testing.T, handler fasthttp.RequestHandler, f func(t *testing.T, s *h2.Server, client net.Conn)) {
	t.Helper()
	secure := httptest.NewUnstartedServer(nil)
	secure.StartTLS()
	secure.Close()
	for range 2 {
		runtime.GC() // empties the pools: what they hold has channels from outside the bubble
	}
	synctest.Test(t, func(t *testing.T) {
		server, client := net.Pipe()
		s := h2.New(handler, h2.Config{MaxHeader: 1000, MaxBody: 1000, TLS: &tls.Config{
			Certificates:           secure.TLS.Certificates,
			SessionTicketsDisabled: true, // the client would have to read them
		}})
		ln := s.Split(listenOnce(server))
		defer ln.Close()
		defer client.Close()
		f(t, s, tls.Client(client, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}))
		time.Sleep(time.Second) // lets the watchdog end
	})
}

// TestShutdown_Unread reads an answer only when the server is shutting down. All of the
// answer must come.
func TestShutdown_Unread(t *testing.T) {
	overPipe(t, fine, func(t *testing.T, s *h2.Server, client net.Conn) {
		p := greetOver(t, client)
		p.ask(1, flagEndHeaders|flagEndStream)
		synctest.Wait() // the answer is ready
		done := make(chan error)
		go func() { done <- s.Shutdown(t.Context()) }()
		synctest.Wait() // the server waits for the client
		var all []frame
		for f, err := p.receive(); ; f, err = p.receive() {
			if err != nil {
				break
			}
			all = append(all, f)
		}
		answered := slices.ContainsFunc(all, func(f frame) bool {
			return f.kind == frameData && string(f.payload) == "fine" && f.flags&flagEndStream != 0
		})
		if !answered || all[len(all)-1].kind != frameGoAway {
			t.Errorf("got %+v", all)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// TestShutdown_Ends shuts down servers that have no time limits, without a deadline, while a
// client is in the way.
func TestShutdown_Ends(t *testing.T) {
	long := func(ctx *fasthttp.RequestCtx) { ctx.SetBody(make([]byte, 1<<20)) }
	f := func(name string, holdUp func(p *peer), settings ...uint32) {
		t.Run(name, func(t *testing.T) {
			overPipe(t, long, func(t *testing.T, s *h2.Server, client net.Conn) {
				p := greetOver(t, client, settings...)
				holdUp(p)
				time.Sleep(time.Hour) // as long as the server is up, a client may take its time
				begin := time.Now()
				if open := s.Open(); open != 1 {
					t.Fatalf("%d connections are open", open)
				}
				if err := s.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
				if took := time.Since(begin); took > 2*h2.DrainTimeout {
					t.Errorf("took %v", took)
				}
			})
		})
	}
	f("reads nothing", func(p *peer) { p.ask(1, flagEndHeaders|flagEndStream) })
	f("opens no window", func(p *peer) {
		p.ask(1, flagEndHeaders|flagEndStream)
		go io.Copy(io.Discard, p)
	}, initialWindow, 0)
	f("sends no body", func(p *peer) {
		p.ask(1, flagEndHeaders)
		go io.Copy(io.Discard, p)
	})
	f("does not end its header", func(p *peer) {
		p.ask(1, flagEndStream)
		go io.Copy(io.Discard, p)
	})
}

// TestHangUp_MidHeader leaves connections within a header block: none stays open.
func TestHangUp_MidHeader(t *testing.T) {
	overPipe(t, fine, func(t *testing.T, s *h2.Server, client net.Conn) {
		p := greetOver(t, client)
		go io.Copy(io.Discard, p)
		p.ask(1, flagEndStream)
		synctest.Wait()
		p.Close()
		synctest.Wait()
		if open := s.Open(); open != 0 {
			t.Errorf("%d connections are open", open)
		}
	})
}
