package fast

import "github.com/valyala/fasthttp"

var healthBody = []byte(`{"status":"ok"}`)

func (s *Server) health(ctx *fasthttp.RequestCtx) {
	s.writeJSON(ctx, healthBody)
}
