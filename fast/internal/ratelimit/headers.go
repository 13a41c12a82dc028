package ratelimit

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/limit"
)

// quotaHeaders tell a client where it stands: what a minute allows, what is left
// of it and how long until all of it is there again. Like a Block they go
// out as one header, with the others in its value.
type quotaHeaders struct {
	limit            []byte
	remaining, reset string
}

// newQuotaHeaders are those that end with of.
func newQuotaHeaders(of string) quotaHeaders {
	return quotaHeaders{
		limit:     []byte("X-Ratelimit-Limit-" + of),
		remaining: header.LineEnd + "X-Ratelimit-Remaining-" + of + ": ",
		reset:     header.LineEnd + "X-Ratelimit-Reset-" + of + ": ",
	}
}

// write sets the headers, none where nothing is limited.
func (h *quotaHeaders) write(ctx *fasthttp.RequestCtx, state limit.State) {
	if state.Limit == 0 {
		return
	}
	var room [128]byte
	value := render.AppendInt(room[:0], state.Limit)
	second := len(value)
	value = render.AppendInt(append(value, h.remaining...), state.Remaining)
	third := len(value)
	value = append(append(value, h.reset...), render.RoundUp(state.Reset, time.Millisecond).String()...)
	header.SetLines(ctx, h.limit, value, second, third)
}

// written tells whether write has set the headers.
func (h *quotaHeaders) written(ctx *fasthttp.RequestCtx) bool {
	return ctx.Response.Header.PeekCanonical(h.limit) != nil
}
