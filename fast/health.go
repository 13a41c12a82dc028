package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/render"
)

var healthBody = []byte(`{"status":"ok"}`)

// health says that the server is well, and in which phase the scenario is.
func (s *Server) health(ctx *fasthttp.RequestCtx) {
	phase := s.course.Load().Phase()
	if phase == "" {
		s.writeJSON(ctx, healthBody)
		return
	}
	var health struct {
		Status string `json:"status"`
		Phase  string `json:"phase"`
	}
	health.Status, health.Phase = "ok", phase
	s.writeJSON(ctx, render.MustMarshal(health))
}
