package bedrock

import (
	"bytes"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/promptcache"
)

var prompt = []dialect.PromptMember{
	{Name: "system", How: dialect.HashTexts},
	{Name: "messages", How: dialect.HashTexts},
}

// CacheRule returns the rule for prompts with cache points. Others are not cached.
func (*Converse) CacheRule(c *dialect.Session) promptcache.Rule {
	if !bytes.Contains(c.Body, []byte(`"cachePoint"`)) {
		return promptcache.Rule{}
	}
	return promptcache.Rule{Marked: true, First: anthropic.LeastCached(c.BaseModel)}
}

// HashPrompt adds the tools, the system prompt and the messages to p.
func (*Converse) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	if tools := decode.Member(decode.Member(c.Body, "toolConfig"), "tools"); tools != nil {
		dialect.HashValue(p, tools, dialect.HashAll)
	}
	dialect.HashMembers(p, c.Body, prompt)
}

// CacheRule returns the rule for Anthropic's messages.
func (t *Invoke) CacheRule(c *dialect.Session) promptcache.Rule { return t.Messages.CacheRule(c) }

// HashPrompt adds the prompt of an Anthropic message to p.
func (t *Invoke) HashPrompt(c *dialect.Session, p *promptcache.Prompt) { t.Messages.HashPrompt(c, p) }
