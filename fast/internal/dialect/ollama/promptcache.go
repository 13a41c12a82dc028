package ollama

import (
	"time"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/promptcache"
)

// cacheRule is that of a model as long as it is loaded: what it has read last is still there.
var cacheRule = promptcache.Rule{First: 16, Step: 16, Keep: 5 * time.Minute}

var chatPrompt = []dialect.PromptMember{
	{Name: "tools", How: dialect.HashNone},
	{Name: "messages", How: dialect.HashTexts},
}

var generatePrompt = []dialect.PromptMember{
	{Name: "system", How: dialect.HashTexts},
	{Name: "prompt", How: dialect.HashTexts},
	{Name: "suffix", How: dialect.HashTexts},
}

func (*Chat) CacheRule(*dialect.Session) promptcache.Rule     { return cacheRule }
func (*Generate) CacheRule(*dialect.Session) promptcache.Rule { return cacheRule }

// HashPrompt adds the tools and the messages to p.
func (*Chat) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashMembers(p, c.Body, chatPrompt)
}

// HashPrompt adds the prompt to p.
func (*Generate) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashMembers(p, c.Body, generatePrompt)
}
