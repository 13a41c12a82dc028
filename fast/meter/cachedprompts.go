package meter

import (
	"github.com/prometheus/client_golang/prometheus"

	"mock-openai/fast/histogram"
)

// CachedPrompts counts the prompts that were long enough for the prompt cache, and their
// tokens.
type CachedPrompts struct {
	Prompts, Hits         uint64 // Hits had a prefix in the cache
	Tokens, Read, Written uint64
}

// promptCache describes the metrics of the prompt cache.
type promptCache struct{ requests, tokens, hitRatio *prometheus.Desc }

func (c *collector) describePromptCache() {
	c.promptCache = promptCache{
		requests: c.describe("prompt_cache_requests_total",
			"Requests whose prompt was long enough for the prompt cache, by result: hit if the cache had a prefix of it, or miss.", "result"),
		tokens: c.describe("prompt_cache_tokens_total",
			"Tokens of these prompts, by kind: all (prompt), those that the cache had (read), and those that it keeps (written).", "kind"),
		hitRatio: c.describe("prompt_cache_hit_ratio",
			"Share of the tokens of these prompts that the cache had, since the start or the last reset."),
	}
}

func (c *collector) collectPromptCache(s scrape) {
	if c.sources.CachedPrompts == nil {
		return
	}
	n, about := c.sources.CachedPrompts(), &c.promptCache
	s.counter(about.requests, n.Hits, "hit")
	s.counter(about.requests, n.Prompts-n.Hits, "miss")
	s.counter(about.tokens, n.Tokens, "prompt")
	s.counter(about.tokens, n.Read, "read")
	s.counter(about.tokens, n.Written, "written")
	all := s.since(about.tokens, histogram.Totals{Count: n.Tokens}, []string{"prompt"}).Count
	read := s.since(about.tokens, histogram.Totals{Count: n.Read}, []string{"read"}).Count
	s.send(prometheus.MustNewConstMetric(about.hitRatio, prometheus.GaugeValue, float64(read)/float64(max(all, 1))))
}
