package h2_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/h2"
)

// handedOver is a stream that was handed over.
type handedOver interface {
	HandOver(body io.Reader, to sender)
	Collect(p []byte) (int, interface{ Flush() }, error)
	Write(p []byte) (int, error)
	Finish(complete bool)
}

type sender = interface {
	Take(res *fasthttp.Response)
	Start()
	Left()
}

// relay is a sender that does what a test says.
type relay struct{ started, left chan struct{} }

func newRelay() *relay { return &relay{make(chan struct{}), make(chan struct{})} }

func (r *relay) Take(*fasthttp.Response) {}
func (r *relay) Start()                  { close(r.started) }
func (r *relay) Left()                   { close(r.left) }

// handsOver returns a handler that hands over the answers to GET requests, and answers others
// itself.
func handsOver(to sender, streams chan<- handedOver) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if string(ctx.Method()) != "GET" {
			fine(ctx)
			return
		}
		s := ctx.Conn().(handedOver)
		body := strings.NewReader("sent by nobody")
		ctx.SetBodyStream(body, -1)
		s.HandOver(body, to)
		streams <- s
	}
}

// askGet asks for an answer that is handed over.
func (p *peer) askGet(stream uint32) {
	p.send(frameHeaders, flagEndHeaders|flagEndStream, stream, []byte("\x82"+begin[1:]))
}

// writeNow sends as much of part as the client takes.
func writeNow(s handedOver, part []byte) (int, error) {
	n, flush, err := s.Collect(part)
	if flush != nil {
		flush.Flush()
	}
	return n, err
}

// taken is a stream that was handed over and started.
func taken(t *testing.T, c h2.Config, settings ...uint32) (handedOver, *relay, *peer) {
	t.Helper()
	to, streams := newRelay(), make(chan handedOver, 1)
	url, _ := serveWith(t, c, handsOver(to, streams))
	p := meet(t, url, settings...)
	p.askGet(1)
	s := <-streams
	<-to.started
	return s, to, p
}

// TestHandOver sends an answer in parts, between which the loop answers others.
func TestHandOver(t *testing.T) {
	s, _, p := taken(t, h2.Config{})
	for i, part := range []string{"one", "two"} {
		if n, err := writeNow(s, []byte(part)); n != len(part) || err != nil {
			t.Fatalf("WriteNow = %d, %v", n, err)
		}
		f := p.await(func(f frame) bool { return f.kind == frameData })
		if f.stream != 1 || string(f.payload) != part || f.flags&flagEndStream != 0 {
			t.Errorf("stream %d: %q", f.stream, f.payload)
		}
		p.ask(uint32(2*i+3), flagEndHeaders|flagEndStream)
		if f := p.await(func(f frame) bool { return f.kind == frameData }); string(f.payload) != "fine" {
			t.Errorf("another stream: %q", f.payload)
		}
	}
	s.Finish(true)
	if f := p.await(func(frame) bool { return true }); f.kind != frameData || f.stream != 1 || f.flags&flagEndStream == 0 {
		t.Errorf("the end is %+v", f)
	}
}

// TestHandOver_Header wants the header to come with the first part, even if the client takes
// nothing of that, or with the end.
func TestHandOver_Header(t *testing.T) {
	f := func(window uint32, ends bool, send func(s handedOver)) {
		t.Helper()
		s, _, p := taken(t, h2.Config{}, initialWindow, window)
		p.ask(3, flagEndHeaders|flagEndStream)
		p.await(func(f frame) bool {
			if f.stream == 1 {
				t.Errorf("%+v came before the body", f)
			}
			return f.stream == 3 && f.kind == frameHeaders
		})
		send(s)
		if f := p.await(func(f frame) bool { return f.stream == 1 }); f.kind != frameHeaders {
			t.Errorf("%+v came before the header", f)
		}
		if !ends {
			s.Finish(false)
		}
	}
	f(100, false, func(s handedOver) { writeNow(s, []byte("one")) })
	f(0, false, func(s handedOver) { writeNow(s, []byte("one")) })
	f(100, false, func(s handedOver) { s.Write([]byte("one")) })
	f(100, true, func(s handedOver) { s.Finish(true) })
}

// TestHandOver_Together has two streams of a connection collect before one flush.
func TestHandOver_Together(t *testing.T) {
	streams, relays := make(chan handedOver), make(chan *relay, 1)
	url, _ := serveWith(t, h2.Config{}, func(ctx *fasthttp.RequestCtx) {
		to := newRelay()
		relays <- to
		handsOver(to, streams)(ctx)
	})
	p := meet(t, url)
	handed := func(stream uint32) handedOver {
		p.askGet(stream)
		s, to := <-streams, <-relays
		<-to.started
		return s
	}
	one, three := handed(1), handed(3)

	n, flush, err := one.Collect([]byte("one"))
	if n != len("one") || flush == nil || err != nil {
		t.Fatalf("the first collects %d, %v; flusher %v", n, err, flush)
	}
	n, again, err := three.Collect([]byte("three"))
	if n != len("three") || again != nil || err != nil {
		t.Fatalf("the second collects %d, %v; flusher %v", n, err, again)
	}
	flush.Flush()
	for _, want := range []string{"one", "three"} {
		if f := p.await(func(f frame) bool { return f.kind == frameData }); string(f.payload) != want {
			t.Errorf("got %q, want %q", f.payload, want)
		}
	}
	if _, flush, _ = three.Collect([]byte("more")); flush == nil {
		t.Error("no flusher after a flush")
	}
	flush.Flush()
	if f := p.await(func(f frame) bool { return f.kind == frameData }); string(f.payload) != "more" {
		t.Errorf("after the flush: %q", f.payload)
	}
	one.Finish(true)
	three.Finish(true)
}

// TestHandOver_Head hands over the answer to a HEAD request, which has no body.
func TestHandOver_Head(t *testing.T) {
	url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
		body := strings.NewReader("sent by nobody")
		ctx.SetBodyStream(body, -1)
		ctx.Conn().(handedOver).HandOver(body, newRelay())
	})
	p := meet(t, url)
	p.send(frameHeaders, flagEndHeaders|flagEndStream, 1, []byte("\x02\x04HEAD"+begin[1:]))
	if f := p.await(func(f frame) bool { return f.stream == 1 }); f.kind != frameHeaders || f.flags&flagEndStream == 0 {
		t.Errorf("got %+v", f)
	}
}

// TestHandOver_Incomplete resets a stream that is not complete.
func TestHandOver_Incomplete(t *testing.T) {
	s, _, p := taken(t, h2.Config{})
	s.Finish(false)
	if f := p.await(func(frame) bool { return true }); f.kind != frameReset || f.stream != 1 {
		t.Errorf("the end is %+v", f)
	}
}

// TestHandOver_Window has a client take part of an answer, and the rest later.
func TestHandOver_Window(t *testing.T) {
	s, _, p := taken(t, h2.Config{}, initialWindow, 3)
	if n, err := writeNow(s, []byte("one two")); n != 3 || err != nil {
		t.Fatalf("WriteNow = %d, %v", n, err)
	}
	if n, err := writeNow(s, []byte(" two")); n != 0 || err != nil {
		t.Fatalf("WriteNow = %d, %v", n, err)
	}
	written := make(chan error, 1)
	go func() {
		_, err := s.Write([]byte(" two"))
		written <- err
	}()
	p.await(func(f frame) bool { return string(f.payload) == "one" })
	p.ask(3, flagEndHeaders|flagEndStream)
	p.await(func(f frame) bool { return string(f.payload) == "fin" }) // as much as its window takes
	p.send(frameWindowUpdate, 0, 1, []byte{0, 0, 0, 4})
	p.await(func(f frame) bool { return string(f.payload) == " two" })
	if err := <-written; err != nil {
		t.Error(err)
	}
	p.send(frameWindowUpdate, 0, 3, []byte{0, 0, 0, 4})
	s.Finish(true)
	p.await(func(f frame) bool { return f.stream == 1 && f.flags&flagEndStream != 0 })
}

// TestHandOver_WriteTimeout gives up a client that opens no window.
func TestHandOver_WriteTimeout(t *testing.T) {
	s, _, p := taken(t, h2.Config{WriteTimeout: 20 * time.Millisecond}, initialWindow, 0)
	if _, err := s.Write([]byte("one")); err == nil {
		t.Error("the client has taken what it has no window for")
	}
	s.Finish(false)
	p.await(func(f frame) bool { return f.kind == frameReset && f.stream == 1 })
}

// TestHandOver_Left tells the sender once that the client leaves.
func TestHandOver_Left(t *testing.T) {
	f := func(leave func(p *peer)) {
		t.Helper()
		s, to, p := taken(t, h2.Config{})
		leave(p)
		<-to.left
		if n, err := writeNow(s, []byte("one")); n > 0 || err == nil {
			t.Errorf("WriteNow = %d, %v", n, err)
		}
		p.Close() // nobody is told again
		s.Finish(false)
	}
	f(func(p *peer) { p.send(frameReset, 0, 1, []byte{0, 0, 0, 8}) })
	f(func(p *peer) { p.Close() })
}

// TestHandOver_LeftBefore has a client leave while the handler runs: the sender is told, too,
// and never starts.
func TestHandOver_LeftBefore(t *testing.T) {
	for _, first := range []bool{true, false} {
		to, reset, streams := newRelay(), make(chan struct{}), make(chan handedOver, 1)
		hand := handsOver(to, streams)
		url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
			if string(ctx.Method()) != "GET" {
				fine(ctx)
				return
			}
			if first {
				hand(ctx)
			}
			ctx.Conn().(interface{ Detach() }).Detach()
			<-reset
			if !first {
				hand(ctx)
			}
		})
		p := meet(t, url)
		p.askGet(1)
		p.send(frameReset, 0, 1, []byte{0, 0, 0, 8})
		p.ask(3, flagEndHeaders|flagEndStream)
		p.await(func(f frame) bool { return string(f.payload) == "fine" }) // the reset has come
		close(reset)
		<-to.left
		p.ask(5, flagEndHeaders|flagEndStream)
		p.await(func(f frame) bool { return string(f.payload) == "fine" })
	}
}

// TestHandOver_Replaced answers with an error that has replaced the body.
func TestHandOver_Replaced(t *testing.T) {
	to, streams := newRelay(), make(chan handedOver, 1)
	hand := handsOver(to, streams)
	url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
		hand(ctx)
		ctx.Error("broken", fasthttp.StatusInternalServerError)
	})
	p := meet(t, url)
	p.askGet(1)
	if f := p.await(func(f frame) bool { return f.kind == frameData }); string(f.payload) != "broken" {
		t.Errorf("got %q", f.payload)
	}
	select {
	case <-to.started:
		t.Error("the sender has started")
	default:
	}
}

// TestHandOver_Shutdown waits for an answer that was handed over.
func TestHandOver_Shutdown(t *testing.T) {
	to, streams := newRelay(), make(chan handedOver, 1)
	s := h2.New(handsOver(to, streams), h2.Config{MaxHeader: 1000})
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := s.Split(inner)
	defer ln.Close()
	p := meet(t, "http://"+ln.Addr().String())
	p.askGet(1)
	over := <-streams
	<-to.started
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	p.await(func(f frame) bool { return f.kind == frameGoAway })
	writeNow(over, []byte("last"))
	over.Finish(true)
	var body []byte
	p.await(func(f frame) bool { // the end comes with the text or in a frame of its own
		if f.kind == frameData {
			body = append(body, f.payload...)
		}
		return f.kind == frameData && f.flags&flagEndStream != 0
	})
	if string(body) != "last" {
		t.Errorf("body %q", body)
	}
	if rest, err := io.ReadAll(p.reader); err != nil || len(rest) > 0 {
		t.Errorf("then %q, %v", rest, err)
	}
	p.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
