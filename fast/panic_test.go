package fast

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/stream"

	"github.com/valyala/fasthttp/fasthttputil"
)

// TestPanic_Stream checks that a stream that panics is cut off and the panic logged.
func TestPanic_Stream(t *testing.T) {
	log := new(bytes.Buffer) // read after Shutdown
	s, err := New(Config{
		Answers: Answers{Articles: 1}, Timing: Timing{ResponseDelay: time.Millisecond},
		Observation: Observation{Log: slog.New(slog.NewTextHandler(log, nil))},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := s.routes.of("/v1/chat/completions")
	s.connections.http.Handler = s.pipeline.Generate(&exchange.Endpoint{Codec: &panicking{}, Credential: r.dialect.Credential, WriteError: r.writeError, StreamHeaders: r.headers})
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

// panicking is a codec whose streams panic.
type panicking struct{ dialect.WholeOnly }

func (*panicking) Decode(c *dialect.Session) *apierr.Error {
	c.Request.Stream = true
	return nil
}

func (*panicking) Size(*dialect.Session) (int, *apierr.Error) { return 0, nil }

func (*panicking) AppendAnswer(dst []byte, _ *dialect.Session) []byte { return dst }

func (*panicking) Begin(c *dialect.Session) {
	c.Stream.Begin(struct{ stream.Encoder }{}, &c.Answer, c.Rand, 1, 1)
}
