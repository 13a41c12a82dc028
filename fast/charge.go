package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// charge takes the tokens of c, or says that there are not so many left. The headers
// of a model that has limits of its own are about these.
func (s *Server) charge(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	n := c.promptTokens + c.completionTokens
	if l := s.limits.Load(); l != nil && l.LimitsTokens() {
		if err := l.TakeTokens(ctx, c.model, n); err != nil {
			return err
		}
	}
	if l := c.manner.Limits; l != nil {
		return l.TakeBoth(ctx, c.model, n)
	}
	return nil
}
