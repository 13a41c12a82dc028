package fast

import (
	"time"

	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/meter"
)

// promptCache returns the prompt cache of servers with the Config c, nil for none. The
// cache of a deterministic server finds nothing, as no answer depends on earlier ones.
func (c *Config) promptCache() (*promptcache.Cache, error) {
	switch {
	case c.Answers.PromptCache == 0:
		return nil, nil
	case c.Answers.Deterministic:
		return promptcache.NewFresh(), nil
	}
	return promptcache.New(c.Answers.PromptCache, time.Now)
}

// cachedPrompts returns what the prompt cache has counted.
func (s *Server) cachedPrompts() meter.CachedPrompts {
	n := s.promptCache.Stats()
	return meter.CachedPrompts{Prompts: n.Prompts, Hits: n.Hits, Tokens: n.Tokens, Read: n.Read, Written: n.Written}
}
