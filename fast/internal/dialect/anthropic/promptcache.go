package anthropic

import (
	"bytes"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/promptcache"
)

var prompt = []dialect.PromptMember{
	{Name: "tools", How: dialect.HashAll},
	{Name: "system", How: dialect.HashTexts},
	{Name: "messages", How: dialect.HashTexts},
	{Name: "cache_control", How: dialect.HashMarked},
}

// CacheRule returns the rule for prompts with marks. Others are not cached.
func (*Messages) CacheRule(c *dialect.Session) promptcache.Rule {
	if !bytes.Contains(c.Body, []byte(`"cache_control"`)) {
		return promptcache.Rule{}
	}
	return promptcache.Rule{Marked: true, First: LeastCached(c.BaseModel)}
}

// HashPrompt adds the tools, the system prompt and the messages to p.
func (*Messages) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashMembers(p, c.Body, prompt)
}

// leastCached are the tokens of the shortest prefix that models cache, by a part of their
// name, as Anthropic documents them. The first match counts.
var leastCached = []struct {
	name   string
	tokens int
}{
	{"opus-5", 512}, {"fable-5", 512}, {"mythos-5", 512},
	{"opus-4-7", 2048}, {"haiku-3", 2048}, {"3-haiku", 2048}, {"3-5-haiku", 2048},
	{"opus-4-5", 4096}, {"opus-4-6", 4096}, {"haiku-4", 4096},
}

// LeastCached returns the tokens of the shortest prefix that a model caches.
func LeastCached(model []byte) int {
	for i := range leastCached {
		if bytes.Contains(model, []byte(leastCached[i].name)) {
			return leastCached[i].tokens
		}
	}
	return 1024
}
