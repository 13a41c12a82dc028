package responses

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/skim"
)

var prompt = []dialect.PromptMember{
	{Name: "prompt_cache_key", How: dialect.HashNone},
	{Name: "tools", How: dialect.HashNone},
	{Name: "text", How: dialect.HashNone},
	{Name: "instructions", How: dialect.HashTexts},
}

// CacheRule returns OpenAI's rule.
func (*Codec) CacheRule(c *dialect.Session) promptcache.Rule { return openai.CacheRule(c) }

// HashPrompt adds the instructions, what the conversation said before, and the input to p.
func (s *Codec) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	r := responseOf(c)
	dialect.HashMembers(p, c.Body, prompt)
	s.hashEarlier(p, r.given[paramPrevious], maxEarlier)
	if r.conversation == nil {
		dialect.HashValue(p, r.input, dialect.HashTexts)
		return
	}
	items, _ := r.conversation.kept.Items(r.thread)
	for _, all := range [...][]store.HistoryItem{items, r.said} { // the next request has both
		for i := range all {
			dialect.HashValue(p, all[i].Body, dialect.HashTexts)
		}
	}
}

// maxEarlier is how many earlier responses of a conversation are read.
const maxEarlier = 100

// hashEarlier adds the conversation up to and including a response to p. previous is the
// JSON of its id.
func (s *Codec) hashEarlier(p *promptcache.Prompt, previous []byte, most int) {
	if previous == nil || most == 0 {
		return
	}
	id := decode.New(previous)
	key, ok := newResponseKey(string(skim.AppendUnescaped(nil, id.TakeText().Raw)))
	if !ok {
		p.Structure(previous)
		return
	}
	earlier, ok := s.archive.Get(key)
	if !ok {
		p.Structure(previous)
		return
	}
	s.hashEarlier(p, decode.Member(earlier.Request, "previous_response_id"), most-1)
	dialect.HashValue(p, inputOf(&earlier), dialect.HashTexts)
	dialect.HashValue(p, decode.Member(earlier.Body, "output"), dialect.HashTexts)
}
