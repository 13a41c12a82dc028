package fast

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"
)

// TestPanic_Stream wants a body that panics to be cut off and said in the log.
func TestPanic_Stream(t *testing.T) {
	log := new(bytes.Buffer) // read after Shutdown
	s, err := New(Config{Answers: Answers{Articles: 1}, Observation: Observation{Log: slog.New(slog.NewTextHandler(log, nil))}})
	if err != nil {
		t.Fatal(err)
	}
	s.http.Handler = func(ctx *fasthttp.RequestCtx) {
		c := acquireTestCall(s)
		c.Stream.Open = 1 // of no choices
		c.delivery.Begin(c, c)
		c.delivery.Pace(&s.pacing)
		c.delivery.Start(ctx)
	}
	ln := fasthttputil.NewInmemoryListener()
	served := make(chan error)
	go func() { served <- s.Serve(ln) }()
	conn, err := ln.Dial()
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
	if answer, err := io.ReadAll(conn); err != nil || bytes.HasSuffix(answer, []byte("0\r\n\r\n")) {
		t.Errorf("the stream ended well: %v: %s", err, answer)
	}
	if err := errors.Join(s.Shutdown(t.Context()), <-served); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "panic") {
		t.Errorf("logged: %s", log)
	}
}

func acquireTestCall(s *Server) *call {
	var ctx fasthttp.RequestCtx
	ctx.Init(new(fasthttp.Request), nil, nil)
	return s.acquireCall(&ctx, s.routes.of("/v1/chat/completions"))
}
