package fast

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
)

// share is one answer's stream of a shared connection.
type share struct {
	net.Conn
	resets int
	gone   chan struct{}
}

func (s *share) Reset() error          { s.resets++; return nil }
func (s *share) Flush() error          { return nil }
func (s *share) Gone() <-chan struct{} { return s.gone }

// TestShared checks that a fault affects only one answer of a shared connection.
func TestShared(t *testing.T) {
	f := func(spec, body string, gone bool, resets, events int, breaks bool) {
		t.Helper()
		parsed, err := fault.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		s, err := New(Config{Answers: Answers{Articles: 1}, Faults: Faults{Plan: fault.Plan{{Spec: parsed, Rate: 1}}}})
		if err != nil {
			t.Fatal(err)
		}
		conn := &share{gone: make(chan struct{})}
		if gone {
			close(conn.gone)
		}
		var ctx fasthttp.RequestCtx
		ctx.Init2(conn, nil, false)
		ctx.Request.Header.SetMethod("POST")
		ctx.Request.SetRequestURI("/v1/chat/completions")
		ctx.Request.SetBodyString(body)
		s.Handler()(&ctx)
		var got bytes.Buffer
		if ctx.Response.IsBodyStream() {
			_, err = ctx.Response.BodyStream().(io.WriterTo).WriteTo(&got)
			ctx.Response.CloseBodyStream()
		}
		if ctx.Hijacked() || conn.resets != resets || (err != nil) != breaks || bytes.Count(got.Bytes(), []byte("data: ")) != events {
			t.Errorf("%s: hijacked %v, %d resets, %v after %q", spec, ctx.Hijacked(), conn.resets, err, got.Bytes())
		}
		if (err != nil) && errors.Is(err, io.EOF) {
			t.Errorf("%s: the end looks like one", spec)
		}
	}
	f("reset", `{}`, false, 1, 0, true)
	f("reset", `{"stream":true}`, false, 1, 0, true)
	f("reset-midstream:after=2", `{"stream":true}`, false, 1, 2, true)
	f("reset-midstream", `{}`, false, 1, 0, true)
	f("stall:after=2", `{"stream":true}`, true, 0, 2, true)
	f("stall", `{}`, true, 0, 0, true)
	f("stall:for=1ns", `{"max_tokens":0,"stream":true}`, false, 0, 3, false)
	f("split-segments", `{}`, false, 0, 0, false)
}
