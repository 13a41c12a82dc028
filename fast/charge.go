package fast

import "github.com/valyala/fasthttp"

// charge takes the tokens of c, or says that there are not so many left. The headers
// of a model that has limits of its own are about these.
func (s *Server) charge(ctx *fasthttp.RequestCtx, c *call) *apiError {
	n := c.promptTokens + c.completionTokens
	if l := s.limits.Load(); l != nil && l.limitsTokens() {
		if err := l.takeTokens(ctx, c.model, n); err != nil {
			return err
		}
	}
	if l := c.manner.limits; l != nil {
		return l.takeBoth(ctx, c.model, n)
	}
	return nil
}
