package front

import (
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// Stage is what a server must have loaded before it answers a path.
type Stage uint8

const (
	StageInference Stage = iota // the model
	StageModels                 // the list of models
	StageHealth                 // nothing: the process is up
	stages
)

// StartupDelay is how long after the start a server answers with 503, like one that loads a
// model. The zero value means no delay.
type StartupDelay struct {
	Health    time.Duration // of health checks, metrics and versions
	Models    time.Duration // of lists of models
	Inference time.Duration // of everything else
}

// of returns the delays by stage.
func (d StartupDelay) of() [stages]time.Duration {
	return [stages]time.Duration{StageInference: d.Inference, StageModels: d.Models, StageHealth: d.Health}
}

// Loading answers requests with 503 until the delay of their stage has passed since now, and
// passes later ones to next. Without a delay it returns next itself.
func Loading(d StartupDelay, stage func(*fasthttp.RequestCtx) Stage, writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	delays := d.of()
	last := max(d.Health, d.Models, d.Inference)
	if last == 0 {
		return next
	}
	start := time.Now()
	var loaded atomic.Bool // spares later requests the clock and the search for their route
	return func(ctx *fasthttp.RequestCtx) {
		if loaded.Load() {
			next(ctx)
			return
		}
		since := time.Since(start)
		if since >= last {
			loaded.Store(true)
		}
		if left := delays[stage(ctx)] - since; left > 0 {
			e := *apierr.Loading
			e.Retry = left
			writeError(ctx, &e)
			return
		}
		next(ctx)
	}
}
