package observe

import (
	"context"
	"log/slog"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
)

// accessLog writes one record per request, within its budget.
type accessLog struct {
	log    *slog.Logger
	budget logBudget
}

// newAccessLog returns nil if log is nil.
func newAccessLog(log *slog.Logger, perSecond int) *accessLog {
	if log == nil {
		return nil
	}
	l := &accessLog{log: log}
	l.budget = logBudget{perSecond: perSecond, report: func(dropped uint64) {
		log.Warn("requests not logged", slog.Uint64("requests", dropped))
	}}
	return l
}

// record collects what the access log says about a request. It belongs to the request's
// handler until detach, and then to the Stats.
type record struct {
	access       *accessLog
	start        time.Time
	method, path string
	status       int
	id           string

	// Set only for requests that have Stats.
	model              string
	prompt, completion int
	stream             bool
	first              time.Duration
	duration           time.Duration
	left               bool // the client left before the end
	late               bool // the answer was sent after the handler returned
}

const keyRecord = "mock-openai access log record" // a user value key

// watch logs the requests that next answers.
func (l *accessLog) watch(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		r := &record{
			access: l,
			start:  ctx.Time(),
			method: string(ctx.Method()),
			path:   string(ctx.Request.URI().PathOriginal()),
		}
		ctx.SetUserValue(keyRecord, r)
		next(ctx)
		if recordOf(ctx) == nil {
			return // detached: finish writes it
		}
		r.detach(ctx)
		r.duration = time.Since(r.start)
		r.write()
	}
}

func recordOf(ctx *fasthttp.RequestCtx) *record {
	r, _ := ctx.UserValue(keyRecord).(*record)
	return r
}

// detach copies what r needs of its request, which may be gone when r is written, and
// removes r from it.
func (r *record) detach(ctx *fasthttp.RequestCtx) {
	ctx.RemoveUserValue(keyRecord)
	r.status = ctx.Response.StatusCode()
	r.id = string(header.RequestID(ctx))
}

// finish copies from s what is known at the end of an answer that took d. If the answer
// outlived its handler, r is now complete and finish writes it.
func (r *record) finish(s *Stats, d time.Duration) {
	r.stream, r.first, r.left = s.streamed, s.timing.first, s.left
	if r.duration = d; r.stream || r.late {
		r.write()
	}
}

func (r *record) write() {
	if !r.access.budget.take(time.Now()) {
		return
	}
	attrs := [...]slog.Attr{
		slog.String("method", r.method),
		slog.String("path", r.path),
		slog.Int("status", r.status),
		slog.Float64("duration_ms", milliseconds(r.duration)),
		slog.String("id", r.id),
		slog.String("model", r.model),
		slog.Int("prompt_tokens", r.prompt),
		slog.Int("completion_tokens", r.completion),
		slog.Bool("stream", r.stream),
		slog.Float64("ttft_ms", milliseconds(r.first)),
		slog.Bool("gone", r.left),
	}
	const ofAll, ofAnswers, ofStreams = 5, 9, len(attrs)
	n := ofAll
	switch {
	case r.stream:
		n = ofStreams
	case r.model != "":
		n = ofAnswers
	}
	r.access.log.LogAttrs(context.Background(), slog.LevelInfo, "request", attrs[:n]...)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
