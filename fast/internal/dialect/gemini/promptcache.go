package gemini

import (
	"bytes"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/internal/render"
)

var prompt = []dialect.PromptMember{
	{Name: "tools", How: dialect.HashNone},
	{Name: "systemInstruction", How: dialect.HashTexts},
	{Name: "system_instruction", How: dialect.HashTexts},
	{Name: "contents", How: dialect.HashTexts},
}

// The tokens of the shortest prefix that Google's models cache: Gemini 2.5, and newer ones.
const (
	leastCached25 = 2048
	leastCached   = 4096
)

// CacheRule returns the rule of the model.
func (*Codec) CacheRule(c *dialect.Session) promptcache.Rule {
	rule := dialect.UsualCacheRule
	rule.First = leastCached
	if bytes.Contains(c.BaseModel, []byte("gemini-2.5")) {
		rule.First = leastCached25
	}
	return rule
}

// HashPrompt adds the tools, the system instruction and the contents to p.
func (*Codec) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashMembers(p, c.Body, prompt)
}

// appendCached appends how many tokens of the prompt the cache had, if any.
func (r *answer) appendCached(dst []byte) []byte {
	n := r.session.Cache.Read
	if n == 0 {
		return dst
	}
	dst = render.AppendInt(append(dst, `,"cachedContentTokenCount":`...), n)
	dst = append(dst, `,"cacheTokensDetails":[{"modality":"TEXT","tokenCount":`...)
	return append(render.AppendInt(dst, n), `}]`...)
}
