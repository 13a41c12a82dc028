package cohere

import (
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/promptcache"
)

var prompt = []dialect.PromptMember{
	{Name: "tools", How: dialect.HashAll},
	{Name: "documents", How: dialect.HashAll},
	{Name: "messages", How: dialect.HashTexts},
}

// CacheRule returns the usual rule: Cohere documents none.
func (*Chat) CacheRule(*dialect.Session) promptcache.Rule { return dialect.UsualCacheRule }

// HashPrompt adds the tools, the documents and the messages to p.
func (*Chat) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashMembers(p, c.Body, prompt)
}
