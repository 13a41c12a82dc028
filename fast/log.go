package fast

import (
	"log/slog"
	"time"

	"github.com/valyala/fasthttp"
)

// logged writes one record for each request that next has answered. The
// duration of a stream is that up to its first byte.
func logged(log *slog.Logger, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		next(ctx)
		log.LogAttrs(ctx, slog.LevelInfo, "request",
			slog.String("method", string(ctx.Method())),
			slog.String("path", string(ctx.Request.URI().PathOriginal())),
			slog.Int("status", ctx.Response.StatusCode()),
			slog.Duration("duration", time.Since(ctx.Time())),
			slog.String("id", string(requestID(ctx))),
		)
	}
}
