package h2_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/h2"
)

// TestSlowRequest answers others of a connection while a request waits for them: one that
// says that it waits, and one that does not.
func TestSlowRequest(t *testing.T) {
	for _, says := range []bool{true, false} {
		var answered sync.WaitGroup
		answered.Add(10)
		url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
			if string(ctx.Method()) == "GET" {
				if says {
					ctx.Conn().(interface{ Detach() }).Detach()
				}
				answered.Wait()
			} else {
				answered.Done()
			}
			fine(ctx)
		})
		p := meet(t, url)
		p.send(frameHeaders, flagEndHeaders|flagEndStream, 1, []byte("\x82"+begin[1:]))
		for i := range uint32(10) {
			p.ask(2*i+3, flagEndHeaders|flagEndStream)
		}
		streams := map[uint32]bool{}
		for range 11 { // the first one is answered only after the handlers of all others have run
			streams[p.await(func(f frame) bool { return f.kind == frameData && f.flags&flagEndStream != 0 }).stream] = true
		}
		if len(streams) != 11 || !streams[1] {
			t.Errorf("says that it waits: %t; answered streams are %v", says, streams)
		}
	}
}

// TestSlowWindow answers others of a connection while a body waits for its window.
func TestSlowWindow(t *testing.T) {
	long := bytes.Repeat([]byte("long"), 10_000)
	url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
		if string(ctx.Method()) == "GET" {
			ctx.SetBody(long)
		} else {
			fine(ctx)
		}
	})
	p := meet(t, url, initialWindow, 10)
	p.send(frameHeaders, flagEndHeaders|flagEndStream, 1, []byte("\x82"+begin[1:]))
	p.ask(3, flagEndHeaders|flagEndStream)
	var body []byte
	for ended := 0; ended < 2; {
		f := p.await(func(f frame) bool { return f.kind == frameData })
		if f.stream == 1 {
			body = append(body, f.payload...)
		}
		if f.flags&flagEndStream == 0 {
			continue
		}
		if ended++; ended == 1 { // the short answer
			if f.stream != 3 || len(body) > 10 {
				t.Errorf("stream %d ends first, after %d bytes of the other", f.stream, len(body))
			}
			p.send(frameWindowUpdate, 0, 1, []byte{0, 0, 1, 0})
			p.send(frameSettings, 0, 0, []byte{0, initialWindow, 0, 1, 0, 0})
		}
	}
	if !bytes.Equal(body, long) {
		t.Errorf("%d bytes come of %d", len(body), len(long))
	}
}

// TestWriteAhead sends all requests before it reads an answer. The answers are more than
// the socket holds: the server must read on nevertheless.
func TestWriteAhead(t *testing.T) {
	const requests, size = 300, 64 << 10
	url, _ := serve(t, func(ctx *fasthttp.RequestCtx) { ctx.SetBody(make([]byte, size)) })
	p := meet(t, url, initialWindow, 1<<31-1)
	p.send(frameWindowUpdate, 0, 0, []byte{0x7f, 0, 0, 0})
	body := make([]byte, 16<<10)
	for i := range uint32(requests) {
		p.ask(2*i+1, flagEndHeaders)
		p.send(frameData, 0, 2*i+1, body)
		p.send(frameData, flagEndStream, 2*i+1, body)
	}
	for got := 0; got < requests*size; {
		f := p.await(func(f frame) bool { return f.kind == frameData || f.kind == frameReset })
		if f.kind == frameReset {
			t.Fatalf("stream %d is reset: %x", f.stream, f.payload)
		}
		got += len(f.payload)
	}
}

// TestShutdown_Streams shuts down while a request is answered. A later one gets no answer,
// and the connection ends after the first.
func TestShutdown_Streams(t *testing.T) {
	needPriorKnowledge(t)
	begun, release := make(chan struct{}), make(chan struct{})
	s := h2.New(func(ctx *fasthttp.RequestCtx) {
		ctx.Conn().(interface{ Detach() }).Detach()
		close(begun)
		<-release
		fine(ctx)
	}, h2.Config{MaxHeader: 1000})
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := s.Split(inner)
	defer ln.Close()
	p := meet(t, "http://"+ln.Addr().String())
	p.ask(1, flagEndHeaders|flagEndStream)
	<-begun
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	p.await(func(f frame) bool { return f.kind == frameGoAway })
	p.ask(3, flagEndHeaders|flagEndStream) // too late
	close(release)
	f := p.await(func(f frame) bool { return f.kind == frameData })
	if f.stream != 1 || string(f.payload) != "fine" {
		t.Errorf("stream %d: %q", f.stream, f.payload)
	}
	if rest, err := io.ReadAll(p.reader); err != nil || len(rest) > 0 {
		t.Errorf("then %q, %v", rest, err)
	}
	p.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestMalformed sends requests that HTTP/2 does not allow. Each stream is reset, and the
// connection goes on.
func TestMalformed(t *testing.T) {
	url, _ := serve(t, fine)
	field := func(name, value string) string {
		return "\x00" + string(rune(len(name))) + name + string(rune(len(value))) + value
	}
	p := meet(t, url)
	id := uint32(1)
	f := func(block string) {
		t.Helper()
		p.send(frameHeaders, flagEndHeaders|flagEndStream, id, []byte(block))
		if got := p.await(func(f frame) bool { return f.stream == id }); got.kind != frameReset {
			t.Errorf("%q is answered with frame %d", block, got.kind)
		}
		id += 2
	}
	f("\x83\x84\x01\x01x")                                          // no scheme
	f(begin + "\x83")                                               // two methods
	f(begin + field("Upper", "x"))                                  // a capital
	f(begin + field("a b", "x"))                                    // a space
	f(begin + field("a", "x\r\nb: y"))                              // another line
	f(begin + field("a", "x") + "\x84")                             // a pseudo-header after the others
	f(begin + field(":other", "x"))                                 // an unknown one
	f(begin + field("connection", "close"))                         // of HTTP/1.1
	f(begin + field("te", "gzip"))                                  //
	f(begin + field("content-length", "1"))                         // but no body
	f(begin + field("content-length", "-1"))                        //
	f(begin + field("content-length", "0"+strings.Repeat("9", 30))) // too many digits
	p.ask(id, flagEndHeaders|flagEndStream)
	if got := p.await(func(f frame) bool { return f.kind == frameData }); string(got.payload) != "fine" {
		t.Errorf("then %q", got.payload)
	}
}

// TestEnd_NarrowedWindow makes the window of a stream negative before its body ends. The end
// needs no window.
func TestEnd_NarrowedWindow(t *testing.T) {
	end := make(chan struct{})
	url, _ := serve(t, func(ctx *fasthttp.RequestCtx) {
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
			io.WriteString(w, "body")
			w.Flush()
			<-end
		})
	})
	p := meet(t, url)
	p.ask(1, flagEndHeaders|flagEndStream)
	p.await(func(f frame) bool { return f.kind == frameData })
	p.send(frameSettings, 0, 0, []byte{0, initialWindow, 0, 0, 0, 0})
	p.await(func(f frame) bool { return f.kind == frameSettings && f.flags&flagAck != 0 })
	close(end)
	p.SetReadDeadline(time.Now().Add(10 * time.Second))
	p.await(func(f frame) bool { return f.stream == 1 && f.flags&flagEndStream != 0 })
}
