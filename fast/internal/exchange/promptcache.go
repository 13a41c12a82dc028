package exchange

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/engine"
)

// usePromptCache looks the prompt of c up in the cache and keeps it there. Each API key and
// each model has prompts of its own. It comes once nothing refuses the request any more.
func (p *Pipeline) usePromptCache(ctx *fasthttp.RequestCtx, c *call) {
	e := c.endpoint
	c.Cache = engine.CacheUse{On: true}
	rule := e.Cached.CacheRule(&c.Session)
	if rule.First == 0 || c.PromptTokens < rule.First || c.Unanswered {
		return
	}
	prompt := p.PromptCache.Begin(rule)
	prompt.Structure(e.Credential(&ctx.Request.Header))
	prompt.Structure(c.BaseModel)
	e.Cached.HashPrompt(&c.Session, prompt)
	use := prompt.Use(c.PromptTokens)
	prompt.Release()
	c.Cache.Read, c.Cache.Written, c.Cache.WrittenHour = use.Read, use.Written, use.WrittenHour
}
