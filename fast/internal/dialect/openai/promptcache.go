package openai

import (
	"time"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/profile"
)

var chatPrompt = []dialect.PromptMember{
	{Name: "prompt_cache_key", How: dialect.HashNone},
	{Name: "tools", How: dialect.HashNone},
	{Name: "functions", How: dialect.HashNone},
	{Name: "response_format", How: dialect.HashNone},
	{Name: "messages", How: dialect.HashTexts},
}

// CacheRule returns the rule of the accent.
func (*Chat) CacheRule(c *dialect.Session) promptcache.Rule { return CacheRule(c) }

// HashPrompt adds a chat to p.
func (*Chat) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashMembers(p, c.Body, chatPrompt)
}

// servedRule is how vLLM caches: by small blocks, as long as there is room.
var servedRule = promptcache.Rule{First: cacheBlock, Step: cacheBlock, Keep: longRetention}

// accentRules are the rules of accents that do not cache as OpenAI does.
var accentRules = [profile.Accents]promptcache.Rule{
	profile.DeepSeek: {First: 64, Step: 64, Keep: 4 * time.Hour},
	profile.VLLM:     servedRule,
}

// longRetention is how long a request may have its prompt kept.
const longRetention = 24 * time.Hour

// CacheRule returns how the prompt of a request in OpenAI's form is cached.
func CacheRule(c *dialect.Session) promptcache.Rule {
	if rule := accentRules[c.Profile.Accent]; rule.First > 0 {
		return rule
	}
	rule := dialect.UsualCacheRule
	if c.PromptTokens >= rule.First && string(decode.Member(c.Body, "prompt_cache_retention")) == `"24h"` {
		rule.Keep = longRetention
	}
	return rule
}

// CacheRule returns the rule of the accent. OpenAI caches no legacy completions.
func (*Completions) CacheRule(c *dialect.Session) promptcache.Rule {
	if len(c.Inputs) == 1 {
		return accentRules[c.Profile.Accent]
	}
	return promptcache.Rule{}
}

// HashPrompt adds the only prompt of a completion to p.
func (*Completions) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	in := &c.Inputs[0]
	if in.JSON != nil {
		dialect.HashValue(p, in.JSON, dialect.HashAll)
		return
	}
	dialect.HashMembers(p, c.Body, textPrompt)
}

var textPrompt = []dialect.PromptMember{{Name: "prompt", How: dialect.HashTexts}}
