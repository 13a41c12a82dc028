package fast

import (
	"context"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
)

// TestAdmission_Panic checks that a handler that panics releases its slot, both before and
// after a stream has taken it.
func TestAdmission_Panic(t *testing.T) {
	f := func(c Config, body string) {
		t.Helper()
		c.Limits.MaxConcurrency = 1
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Shutdown(context.Background())
		r := s.routes.of("/v1/chat/completions")
		chat := s.pipeline.Generate(&exchange.Endpoint{
			Codec:      &openai.Chat{Text: openai.Text{Generator: s.generator, Families: s.families}},
			Credential: r.dialect.Credential, WriteError: r.writeError, Headers: r.headers, StreamHeaders: r.headers,
		})
		handler := front.Guard(s.logPanic, r.writeError, s.limits.admission.Admit(nil, r.writeError, func(ctx *fasthttp.RequestCtx) {
			if body != "" {
				chat(ctx)
			}
			panic("a bug")
		}))
		for range 3 {
			if _, status, answer := ask(t, handler, "/", "", body+" "); status != 500 {
				t.Errorf("%s: status %d: %s", body, status, answer)
			}
			for answering := 1; answering > 0; answering, _ = s.InFlight() { // a writer of its own may take a while
				time.Sleep(time.Millisecond)
			}
		}
	}
	f(Config{}, "")
	f(Config{}, "{}")
	f(Config{}, `{"stream":true}`)
	f(Config{Timing: Timing{ResponseDelay: time.Millisecond}}, `{"stream":true}`)
}
