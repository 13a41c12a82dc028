package fast

import (
	"bytes"
	"net/http"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"mock-openai/fast/internal/dialect/openai"
)

var controlPath = []byte("/_mock/")

// controlled has Config.Control answer what is below /_mock/, to whoever has a
// key if keys are set. It is neither recorded nor open to pages of other origins.
// Without it controlled is next itself.
func (s *Server) controlled(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if s.config.Observation.Control == nil {
		return next
	}
	control := s.locked(openai.Dialect, fasthttpadaptor.NewFastHTTPHandler(s.config.Observation.Control(s)))
	return func(ctx *fasthttp.RequestCtx) {
		if bytes.HasPrefix(ctx.Request.URI().PathOriginal(), controlPath) {
			ctx.SetUserValue(http.LocalAddrContextKey, ctx.LocalAddr()) // where package http has it
			control(ctx)
			return
		}
		next(ctx)
	}
}
