// Package observe counts and times requests for the metrics and the access log. It knows
// no endpoint: a route is its index in the metrics.
package observe

import (
	"log/slog"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/meter"
)

// Observer counts and logs the requests of one server. It is safe for concurrent use.
type Observer struct {
	meter  *meter.Meter
	shards atomic.Uint32 // number of the meter's shards handed out
	access *accessLog    // nil if requests are not logged
}

// New returns an Observer that counts with m. It logs to access, unless that is nil. Above
// perSecond requests a second it logs one in 100; 0 means that it logs all.
func New(m *meter.Meter, access *slog.Logger, perSecond int) *Observer {
	return &Observer{meter: m, access: newAccessLog(access, perSecond)}
}

// Watch counts and logs the requests that next answers. It counts only answers whose
// status is not 200, by route. CountOK and Stats count the others where they are made:
// finding the right shard of the counters here would cost 20 ns a request.
func (o *Observer) Watch(route func(*fasthttp.RequestCtx) int, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if o.access != nil {
		next = o.access.watch(next)
	}
	return func(ctx *fasthttp.RequestCtx) {
		next(ctx)
		if status := ctx.Response.StatusCode(); status != fasthttp.StatusOK {
			o.meter.Answered(route(ctx), status)
		}
	}
}

// CountOK counts an answer with status 200 to a request that has no Stats.
func (o *Observer) CountOK(ctx *fasthttp.RequestCtx, route int) {
	o.meter.Shard(uint32(ctx.ConnID())).OK[route].Add(1)
}
