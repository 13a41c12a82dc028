package websocket

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	ws "github.com/fasthttp/websocket"
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/leak"
	"mock-openai/fast/internal/memory"
)

func TestMain(m *testing.M) { leak.Main(m) }

// echo is a conversation whose every message asks for an answer.
type echo struct{ dialect.Conversation }

func (echo) Greet(send func([]byte))                            { send([]byte(`{"hello":1}`)) }
func (echo) Receive(message []byte, _ func([]byte)) dialect.Ask { return dialect.Ask{Body: message} }
func (echo) Answered()                                          {}
func (echo) Begin(*fasthttp.ResponseHeader)                     {}
func (echo) Expire(send func([]byte))                           { send([]byte(`{"expired":1}`)) }
func (echo) AppendError(dst []byte, _ *dialect.Ask, _ int, envelope []byte) []byte {
	return append(dst, envelope...)
}

// serve serves WebSockets on connections of package net, which are not ours, and returns a
// function that connects.
func serve(t *testing.T, c Config, answer fasthttp.RequestHandler) (s *Server, dial func() *ws.Conn) {
	t.Helper()
	c.MaxMessage = 1 << 20
	if c.MaxAge == 0 {
		c.MaxAge = time.Hour
	}
	c.Memory, c.LogPanic = memory.NewBudget(1<<20), func(any) {}
	s = New(c)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &fasthttp.Server{Handler: s.Upgrade(&Endpoint{
		Converse: func(*fasthttp.RequestHeader, *fasthttp.URI) dialect.Conversation { return echo{} }, Answer: answer,
		Refuse:     func(ctx *fasthttp.RequestCtx) { ctx.SetBodyString("refused") },
		WriteError: func(ctx *fasthttp.RequestCtx, e *apierr.Error) { ctx.Error(e.Message, e.Status) },
	})}
	go server.Serve(ln)
	t.Cleanup(func() {
		s.Drain()
		server.Shutdown()
		s.Wait(context.Background())
	})
	return s, func() *ws.Conn {
		t.Helper()
		conn, _, err := ws.DefaultDialer.Dial("ws://"+ln.Addr().String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
}

// read returns the next message, or the code of a close frame.
func read(t *testing.T, c *ws.Conn) (string, int) {
	t.Helper()
	_, p, err := c.ReadMessage()
	var closed *ws.CloseError
	if errors.As(err, &closed) {
		return "", closed.Code
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(p), 0
}

func TestServer_Answers(t *testing.T) {
	_, dial := serve(t, Config{}, func(ctx *fasthttp.RequestCtx) {
		switch body := string(ctx.Request.Body()); body {
		case "panic":
			panic(body)
		default:
			ctx.SetBodyString(body)
		}
	})
	c := dial()
	for _, message := range []string{`{"hello":1}`, "a", strings.Repeat("b", 1000), strings.Repeat("c", 200_000)} {
		if message[0] != '{' {
			c.WriteMessage(ws.TextMessage, []byte(message))
		}
		if got, _ := read(t, c); got != message {
			t.Errorf("%.20q, want %.20q", got, message)
		}
	}
	c.WriteMessage(ws.TextMessage, []byte("panic"))
	if _, code := read(t, c); code != 1011 {
		t.Errorf("after a panic: %d", code)
	}
}

// TestServer_Memory wants a message that needs more memory than there is to end its
// connection.
func TestServer_Memory(t *testing.T) {
	_, dial := serve(t, Config{}, func(*fasthttp.RequestCtx) {})
	c := dial()
	read(t, c)
	c.WriteMessage(ws.TextMessage, make([]byte, 1<<20))
	if _, code := read(t, c); code != 1013 {
		t.Errorf("closed with %d", code)
	}
}

func TestServer_Expires(t *testing.T) {
	f := func(c Config, want ...string) {
		t.Helper()
		s, dial := serve(t, c, func(*fasthttp.RequestCtx) {})
		conn := dial()
		for _, message := range want {
			if got, _ := read(t, conn); got != message {
				t.Errorf("got %q, want %q", got, message)
			}
		}
		if _, code := read(t, conn); code != 1001 {
			t.Errorf("closed with %d", code)
		}
		for s.Open() > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	f(Config{IdleTimeout: time.Millisecond}, `{"hello":1}`)
	f(Config{MaxAge: time.Millisecond}, `{"hello":1}`, `{"expired":1}`)
}

// TestServer_BreaksOff wants connections to end with ctx although their answer does not.
func TestServer_BreaksOff(t *testing.T) {
	begun := make(chan struct{})
	s, dial := serve(t, Config{}, func(ctx *fasthttp.RequestCtx) {
		close(begun)
		<-ctx.Conn().(*turn).Gone()
	})
	dial().WriteMessage(ws.TextMessage, []byte("a"))
	<-begun
	s.Drain()
	for _, c := range s.all() {
		c.net.Close()
	}
	for s.Open() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// TestServer_DrainRefuses wants requests that wait when the server shuts down to be refused in
// their turn, and those that come then, too.
func TestServer_DrainRefuses(t *testing.T) {
	proceed := make(chan struct{})
	s, dial := serve(t, Config{}, func(ctx *fasthttp.RequestCtx) {
		<-proceed
		ctx.SetBody(ctx.Request.Body())
	})
	client := dial()
	read(t, client)
	ask := func(message string, waiting int) {
		client.WriteMessage(ws.TextMessage, []byte(message))
		c := s.all()[0]
		for came := false; !came; time.Sleep(time.Millisecond) {
			c.mu.Lock()
			came = len(c.active) == 1 && len(c.queue) == waiting
			c.mu.Unlock()
		}
	}
	ask("first", 0)
	ask("second", 1)
	for _, c := range s.all() {
		c.drain()
	}
	ask("third", 2)
	close(proceed)
	for _, want := range []string{"first", "refused", "refused"} {
		if got, _ := read(t, client); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if _, code := read(t, client); code != 1012 {
		t.Errorf("closed with %d", code)
	}
}

// TestTurn_AllocatesNothing sends events.
func TestTurn_AllocatesNothing(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		b := make([]byte, 64<<10)
		for {
			if _, err := far.Read(b); err != nil {
				return
			}
		}
	}()
	c := &conn{net: newNetConn(near, near, nil)}
	event := []byte("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"" + strings.Repeat("a", 200) + "\"}\n\n")
	for _, waits := range []bool{false, true} {
		turn := acquireTurn(c, new(message), dialect.Ask{Suffix: []byte(`,"stream_id":"a"`)})
		turn.waits = waits
		turn.Write(event)
		if n := testing.AllocsPerRun(1000, func() { turn.Write(event) }); n > 0 {
			t.Errorf("%v allocations for an event", n)
		}
	}
}

func TestAppendFrame(t *testing.T) {
	const longest = 10 // header of a server's frame
	for _, n := range []int{0, 1, 125, 126, 65535, 65536} {
		payload := bytes.Repeat([]byte("a"), n)
		frame := appendFrame(nil, opText, payload, nil)
		if header := len(frame) - n; header > longest || frame[0] != 0x81 || !bytes.HasSuffix(frame, payload) {
			t.Errorf("%d bytes: header % x", n, frame[:header])
		}
	}
	if got := appendFrame(nil, opText, []byte(`{"a":1}`), []byte(`,"b":2`)); string(got[2:]) != `{"a":1,"b":2}` || int(got[1]) != len(got)-2 {
		t.Errorf("got %q", got)
	}
	for event, want := range map[string]string{"": "", "{}": "{}", "event: a\ndata: {}\n\n": "{}", "data: {\"a\n\n": `{"a`, "x": "x"} {
		if got := payloadOf([]byte(event)); string(got) != want {
			t.Errorf("payload of %q: %q", event, got)
		}
	}
}
