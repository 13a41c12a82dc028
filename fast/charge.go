package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// charge takes the tokens of c, or says that there are not so many left. The headers
// of a model that has limits of its own are about these.
func (s *Server) charge(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	n := c.PromptTokens + c.CompletionTokens
	credential, h := c.route.dialect.Credential, &ctx.Request.Header
	if l := s.limits.Load(); l != nil && l.LimitsTokens() {
		if err := l.TakeTokens(ctx, credential(h), c.Model, n); err != nil {
			return err
		}
	}
	if l := c.Profile.Limits; l != nil {
		return l.TakeBoth(ctx, credential(h), c.Model, n)
	}
	return nil
}

// modelNamed is the model that the body of a request names, JSON-escaped.
func (s *Server) modelNamed(body []byte) []byte {
	if model := skim.New(decode.Member(body, "model")); model.Kind() == skim.String {
		return model.String().Raw
	}
	return s.models.Items[0].Escaped
}
