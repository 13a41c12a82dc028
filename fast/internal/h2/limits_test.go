package h2_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"

	"mock-openai/fast/internal/h2"
)

// maxStreams is what the server allows.
const maxStreams = 1000

func fine(ctx *fasthttp.RequestCtx) { ctx.SetBodyString("fine") }

// stillFine checks that the server answers another client.
func stillFine(t *testing.T, url string) {
	t.Helper()
	p := meet(t, url)
	p.ask(1, flagEndHeaders|flagEndStream)
	if f := p.await(func(f frame) bool { return f.kind == frameData }); string(f.payload) != "fine" {
		t.Errorf("then %q", f.payload)
	}
}

// TestHeader_TooLarge sends a header that net/http answers before the handler
// could, and one that never ends.
func TestHeader_TooLarge(t *testing.T) {
	url, _ := serve(t, fine)
	p := meet(t, url)
	const field = "\x00\x01x\x01v" // 34 bytes in a list (RFC 9113, section 6.5.2)
	p.send(frameHeaders, flagEndHeaders|flagEndStream, 1, []byte(begin+strings.Repeat(field, 1000)))
	if f := p.await(func(f frame) bool { return f.kind == frameHeaders }); !strings.Contains(string(f.payload), "431") {
		t.Errorf("34 kB: header %q", f.payload)
	}

	endless := meet(t, url)
	endless.ask(1, flagEndStream)
	go func() {
		for block := []byte(strings.Repeat(field, 1000)); endless.send(frameContinuation, 0, 1, block) == nil; {
		}
	}()
	endless.drain()
	stillFine(t, url)
}

// TestIdleTimeout waits for the GOAWAY to a client that asks no more, or never has.
func TestIdleTimeout(t *testing.T) {
	url, _ := serveWith(t, h2.Config{IdleTimeout: 50 * time.Millisecond}, fine)
	f := func(asks bool) {
		t.Helper()
		p := greet(t, url)
		if asks {
			p.ask(1, flagEndHeaders|flagEndStream)
		}
		if !p.drain() {
			t.Errorf("a connection that asks: %t is closed without a word", asks)
		}
	}
	f(false)
	f(true)
}

// TestIdleTimeout_Busy sends requests one after another for longer than the timeout.
func TestIdleTimeout_Busy(t *testing.T) {
	const timeout = 500 * time.Millisecond
	url, _ := serveWith(t, h2.Config{IdleTimeout: timeout}, fine)
	p := meet(t, url)
	begin := time.Now()
	for id := uint32(1); time.Since(begin) < 3*timeout; id += 2 {
		p.ask(id, flagEndHeaders|flagEndStream)
		if f := p.await(func(f frame) bool { return f.kind == frameData || f.kind == frameGoAway }); f.kind == frameGoAway {
			t.Fatalf("GOAWAY after %v", time.Since(begin))
		}
		time.Sleep(timeout / 50)
	}
}

// TestReadTimeout announces a body and does not send it.
func TestReadTimeout(t *testing.T) {
	url, _ := serveWith(t, h2.Config{ReadTimeout: time.Second / 2}, fine)
	p := meet(t, url)
	p.ask(1, flagEndHeaders)
	p.await(func(f frame) bool { return f.kind == frameHeaders && f.stream == 1 })
}

// TestReceiveTimeout sends a body byte by byte for ever.
func TestReceiveTimeout(t *testing.T) {
	url, _ := serveWith(t, h2.Config{ReadTimeout: time.Hour, ReceiveTimeout: time.Second / 2}, fine)
	p := meet(t, url)
	p.ask(1, flagEndHeaders)
	go func() {
		for p.send(frameData, 0, 1, []byte("x")) == nil {
			time.Sleep(time.Millisecond)
		}
	}()
	p.await(func(f frame) bool { return f.kind == frameHeaders && f.stream == 1 })
	p.Close()
}

// TestWriteTimeout_Window asks for answers for which it never opens the window.
func TestWriteTimeout_Window(t *testing.T) {
	handlers := map[string]fasthttp.RequestHandler{
		"short": fine,
		"long":  func(ctx *fasthttp.RequestCtx) { ctx.SetBody(make([]byte, 1<<20)) },
		"stream": func(ctx *fasthttp.RequestCtx) {
			ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
				for err := error(nil); err == nil; err = w.Flush() {
					io.WriteString(w, "event")
				}
			})
		},
	}
	for name, handler := range handlers {
		t.Run(name, func(t *testing.T) {
			url, _ := serveWith(t, h2.Config{WriteTimeout: 100 * time.Millisecond}, handler)
			p := greet(t, url, initialWindow, 0)
			p.ask(1, flagEndHeaders|flagEndStream)
			p.ask(3, flagEndHeaders|flagEndStream)
			p.outlast(2)
		})
	}
}

// TestWriteTimeout_Rest checks that a stream may take any time between its events.
func TestWriteTimeout_Rest(t *testing.T) {
	secure := httptest.NewUnstartedServer(nil)
	secure.StartTLS()
	secure.Close()
	synctest.Test(t, func(t *testing.T) {
		s := h2.New(func(ctx *fasthttp.RequestCtx) {
			ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
				for range 3 {
					time.Sleep(time.Hour)
					io.WriteString(w, "a")
					w.Flush()
				}
			})
		}, h2.Config{TLS: &tls.Config{Certificates: secure.TLS.Certificates}, WriteTimeout: time.Second, ReadTimeout: time.Second, MaxHeader: 1000})
		pipe := fasthttputil.NewInmemoryListener()
		ln := s.Split(pipe)
		transport := &http.Transport{
			DialContext:     func(context.Context, string, string) (net.Conn, error) { return pipe.Dial() },
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
			Protocols:       new(http.Protocols),
		}
		transport.Protocols.SetHTTP2(true)
		client := &http.Client{Transport: transport}
		if res, got := do(t, client, newRequest(t, "GET", "https://x", nil)); got != "aaa" || res.ProtoMajor != 2 {
			t.Errorf("%q over %s", got, res.Proto)
		}
		transport.CloseIdleConnections()
		s.Shutdown(t.Context())
		ln.Close()
	})
}

// TestWriteTimeout_Deaf opens a large window and reads nothing.
func TestWriteTimeout_Deaf(t *testing.T) {
	ended := make(chan struct{})
	url, _ := serveWith(t, h2.Config{WriteTimeout: time.Second}, func(ctx *fasthttp.RequestCtx) {
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
			defer close(ended)
			for event := make([]byte, 64<<10); ; {
				if _, err := w.Write(event); err != nil {
					return
				}
			}
		})
	})
	p := meet(t, url, initialWindow, 1<<31-1)
	p.send(8, 0, 0, []byte{0x7f, 0, 0, 0}) // WINDOW_UPDATE of the connection
	p.ask(1, flagEndHeaders|flagEndStream)
	<-ended
}

// TestMaxStreams checks that one stream too many is reset and that the others go on.
func TestMaxStreams(t *testing.T) {
	release := make(chan struct{})
	url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
		ctx.Conn().(interface{ Detach() }).Detach()
		<-release
		fine(ctx)
	})
	p := meet(t, url)
	for i := range uint32(maxStreams + 1) {
		p.ask(2*i+1, flagEndHeaders|flagEndStream)
	}
	f := p.await(func(f frame) bool { return f.kind != frameSettings && f.stream != 0 })
	if f.kind != frameReset || f.stream != 2*maxStreams+1 {
		t.Errorf("frame %d of stream %d: %x", f.kind, f.stream, f.payload)
	}
	close(release)
	for range maxStreams {
		p.await(func(f frame) bool { return f.flags&flagEndStream != 0 && f.kind <= frameHeaders })
	}
}

// TestRapidReset resets streams as fast as it opens them. The server may close the
// connection but must answer others.
func TestRapidReset(t *testing.T) {
	url, _ := serve(t, fine)
	p := meet(t, url)
	for i := range uint32(20_000) {
		p.ask(2*i+1, flagEndHeaders|flagEndStream)
		p.send(frameReset, 0, 2*i+1, []byte{0, 0, 0, 8})
	}
	stillFine(t, url)
}
