package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

var healthBody = []byte(`{"status":"ok"}`)

// health returns the status of the server and the current phase of the scenario, if any.
func (s *Server) health(*fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	phase := s.schedule.Load().Phase()
	if phase == "" {
		return healthBody, nil
	}
	var health struct {
		Status string `json:"status"`
		Phase  string `json:"phase"`
	}
	health.Status, health.Phase = "ok", phase
	return render.MustMarshal(health), nil
}
