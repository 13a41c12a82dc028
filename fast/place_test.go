package fast

import (
	"context"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// TestAdmission_Panic wants a place to come back from a handler that panics,
// before a stream has taken it and after.
func TestAdmission_Panic(t *testing.T) {
	f := func(c Config, body string) {
		t.Helper()
		c.Limits.MaxConcurrency = 1
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Shutdown(context.Background())
		handler := s.guarded(s.admitted(func(ctx *fasthttp.RequestCtx) {
			if body != "" {
				s.generates(&chatCodec{})(ctx, 0)
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
