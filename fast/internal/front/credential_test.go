package front

import (
	"sync/atomic"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// TestCredential checks that keys are read from the dialect's own header, both to
// authenticate requests and to count them.
func TestCredential(t *testing.T) {
	d := &dialect.Dialect{
		Credential:  func(h *fasthttp.RequestHeader) []byte { return h.Peek("X-Api-Key") },
		Challenge:   "X",
		AppendError: func(dst []byte, e *apierr.Error, _ render.ID) []byte { return append(dst, e.Message...) },
	}
	writeError := NewErrorWriter(d)
	var limiter atomic.Pointer[ratelimit.Limiter]
	limiter.Store(ratelimit.New(ratelimit.Allowance{RPM: 1}))
	limit := RateLimit{Limiter: &limiter, Model: func([]byte) []byte { return []byte("m") }}
	handler := RequireKey(NewKeys([]string{"a", "b"}), d, writeError, limit.Limit(d, writeError, func(*fasthttp.RequestCtx) {}))
	f := func(name, key string, status int) {
		t.Helper()
		var ctx fasthttp.RequestCtx
		ctx.Request.Header.Set(name, key)
		handler(&ctx)
		if ctx.Response.StatusCode() != status {
			t.Errorf("%s %s: status %d, want %d: %s", name, key, ctx.Response.StatusCode(), status, ctx.Response.Body())
		}
		if challenge := string(ctx.Response.Header.Peek("Www-Authenticate")); (status == 401) != (challenge == "X") {
			t.Errorf("%s %s: challenge %q", name, key, challenge)
		}
	}
	f("Authorization", "Bearer a", 401)
	f("X-Api-Key", "c", 401)
	f("X-Api-Key", "a", 200)
	f("X-Api-Key", "a", 429)
	f("X-Api-Key", "b", 200)
}
