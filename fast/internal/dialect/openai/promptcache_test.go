package openai

import (
	"testing"
	"time"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/promptcache"
)

// FuzzHashMembers wants prompts of any form to be read, and to be found whole when they
// come again.
func FuzzHashMembers(f *testing.F) {
	f.Add([]byte(`{"messages":[{"role":"user","content":"a long \u00e9\ud83d\ude00\ud800 text"},{"content":[{"type":"text","text":"日本"}]}]}`), 40)
	f.Add([]byte(`{"tools":[{"name":"f","cache_control":{"ttl":"1h"}},7,{}],"system":[{"cachePoint":{}},{"text":"a"}],"messages":[{"content":[{"input":{"a":[{}]}}]}]}`), 9)
	f.Add([]byte(`{"messages":[[[[[[[[[[[[[[[[[[[[["a"]]]]]]]]]]]]]]]]]]]]]}`), 1)
	f.Fuzz(func(t *testing.T, body []byte, tokens int) {
		if tokens < 0 || tokens > 1<<40 {
			return
		}
		c, err := promptcache.New(promptcache.MinSize, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		members := []dialect.PromptMember{{Name: "tools", How: dialect.HashAll}, {Name: "system"}, {Name: "messages"}, {Name: "cache_control", How: dialect.HashMarked}}
		for _, rule := range []promptcache.Rule{{First: 1, Step: 1, Keep: time.Hour}, {First: 1, Marked: true}} {
			use := func() promptcache.Use {
				p := c.Begin(rule)
				defer p.Release()
				dialect.HashMembers(p, body, members)
				return p.Use(tokens)
			}
			first, again := use(), use()
			if first.Read+first.Written > tokens || again.Read+again.Written > tokens || again.Read < first.Read || rule.Marked && again.Read < first.Read+first.Written {
				t.Fatalf("%s: %+v, then %+v of %d tokens", body, first, again, tokens)
			}
		}
	})
}
