package fast

import (
	"context"
	"log/slog"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
)

// accessLog writes one record for each request, or for as many as its budget
// allows.
type accessLog struct {
	log    *slog.Logger
	budget budget
}

// newAccessLog returns nil where nothing is to be logged.
func newAccessLog(log *slog.Logger, perSecond int) *accessLog {
	if log == nil {
		return nil
	}
	l := &accessLog{log: log}
	l.budget = budget{perSecond: perSecond, report: func(dropped uint64) {
		log.Warn("requests not logged", slog.Uint64("requests", dropped))
	}}
	return l
}

// entry is a record of the access log as it comes together. Until its stream
// begins it belongs to the request's handler, and then to the call.
type entry struct {
	access       *accessLog
	start        time.Time
	method, path string
	status       int
	id           string

	// What is known of those that were answered by a call.
	model              string
	prompt, completion int
	stream             bool
	first              time.Duration
	duration           time.Duration
	gone               bool
	late               bool // written at the end of the call, as of a stream
}

const keyEntry = "mock-openai access log entry" // of a request's user values

// watched logs the requests that next answers.
func (l *accessLog) watched(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		e := &entry{
			access: l,
			start:  ctx.Time(),
			method: string(ctx.Method()),
			path:   string(ctx.Request.URI().PathOriginal()),
		}
		ctx.SetUserValue(keyEntry, e)
		next(ctx)
		if entryOf(ctx) == nil {
			return // the stream has it
		}
		e.take(ctx)
		e.duration = time.Since(e.start)
		e.write()
	}
}

func entryOf(ctx *fasthttp.RequestCtx) *entry {
	e, _ := ctx.UserValue(keyEntry).(*entry)
	return e
}

// take takes e from its request, which may be gone when e is written.
func (e *entry) take(ctx *fasthttp.RequestCtx) {
	ctx.RemoveUserValue(keyEntry)
	e.status = ctx.Response.StatusCode()
	e.id = string(header.RequestID(ctx))
}

// note notes what c knows of its answer at its end, after d. The record of one that
// outlives its handler is then complete.
func (e *entry) note(c *call, d time.Duration) {
	e.prompt, e.completion = c.promptTokens, c.completionTokens
	e.stream, e.first, e.gone = c.streamed, c.watch.first, c.gone
	if e.duration = d; e.stream || e.late {
		e.write()
	}
}

func (e *entry) write() {
	if !e.access.budget.take(time.Now()) {
		return
	}
	attrs := [...]slog.Attr{
		slog.String("method", e.method),
		slog.String("path", e.path),
		slog.Int("status", e.status),
		slog.Float64("duration_ms", milliseconds(e.duration)),
		slog.String("id", e.id),
		slog.String("model", e.model),
		slog.Int("prompt_tokens", e.prompt),
		slog.Int("completion_tokens", e.completion),
		slog.Bool("stream", e.stream),
		slog.Float64("ttft_ms", milliseconds(e.first)),
		slog.Bool("gone", e.gone),
	}
	const ofAll, ofCalls, ofStreams = 5, 9, len(attrs)
	n := ofAll
	switch {
	case e.stream:
		n = ofStreams
	case e.model != "":
		n = ofCalls
	}
	e.access.log.LogAttrs(context.Background(), slog.LevelInfo, "request", attrs[:n]...)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
