package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/skim"
)

// limited counts each request to next, and answers 429 to those that are too
// many.
func (s *Server) limited(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if l := s.limits.Load(); l != nil {
			s.limit(ctx, l, next)
		} else {
			next(ctx)
		}
	}
}

// limit lets a request into next if l does.
func (s *Server) limit(ctx *fasthttp.RequestCtx, l *ratelimit.Limiter, next fasthttp.RequestHandler) {
	if state, ok := l.TakeRequest(ctx); ok {
		next(ctx)
	} else {
		s.writeError(ctx, l.RefuseRequest(s.modelNamed(ctx.Request.Body()), state))
	}
	l.ShowTokens(ctx)
}

// modelNamed is the model that the body of a request names, JSON-escaped.
func (s *Server) modelNamed(body []byte) []byte {
	if model := skim.New(decode.Member(body, "model")); model.Kind() == skim.String {
		return model.String().Raw
	}
	return s.models.items[0].escaped
}
