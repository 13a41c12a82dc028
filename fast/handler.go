package fast

import (
	"net/http"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/front"
)

// Handler returns a handler for a fasthttp server of your own. It answers a panic with
// 500. Most headers are lines within the value of Content-Type, so ctx.Response.Header
// does not find them by name.
func (s *Server) Handler() fasthttp.RequestHandler {
	stage := func(ctx *fasthttp.RequestCtx) front.Stage { return s.routes.at(ctx).stage }
	h := front.Loading(s.config.Timing.StartupDelay, stage, s.routes.writeError, s.routes.dispatch(s.router))
	h = front.Methods(s.routes.options, h)
	if s.config.Transport.CORS {
		h = front.CORS(h)
	}
	h = front.Record(s.config.Observation.Journal, func(ctx *fasthttp.RequestCtx) string { return s.routes.at(ctx).dialectName() }, h)
	h = s.mountControl(h)
	h = front.Guard(s.logPanic, s.routes.writeError, h)
	return s.observe(h)
}

// mountControl passes requests below /_mock/ to Observation.Control. They are not recorded.
func (s *Server) mountControl(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	control := s.config.Observation.Control
	if control == nil {
		return next
	}
	return front.MountControl(fasthttpadaptor.NewFastHTTPHandler(control(s)), next)
}

// RequireKey answers requests whose API key is missing or wrong with 401, and passes the
// others to next. If no keys are set, it returns next itself.
func (s *Server) RequireKey(next http.Handler) http.Handler {
	return front.RequireKeyHTTP(s.keys, openai.Dialect, next)
}

// unreadable returns the handler for requests that could not be read.
func (s *Server) unreadable() func(*fasthttp.RequestCtx, error) {
	return front.Unreadable(func(ctx *fasthttp.RequestCtx, e *apierr.Error) {
		s.observe(func(ctx *fasthttp.RequestCtx) { s.routes.writeError(ctx, e) })(ctx)
	})
}

// observe counts and logs what next answers.
func (s *Server) observe(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return s.observer.Watch(func(ctx *fasthttp.RequestCtx) int { return s.routes.at(ctx).index }, next)
}
