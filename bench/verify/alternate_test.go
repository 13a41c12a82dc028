package verify

import (
	"fmt"
	"testing"

	"mock-openai/bench/load"
)

// TestGiven_Alternates checks an answer whose text is known after one whose text is not and
// whose client left: what was learned of the one does not stand for the text of the other.
func TestGiven_Alternates(t *testing.T) {
	c := opened(t, Config{API: Chat, Stream: true, NoUsage: true}, `{"model":"m","stream":true,"messages":[]}`)
	take := func(id string, deltas ...string) {
		for _, delta := range deltas {
			c.takeAll("", fmt.Sprintf(`{"id":%q,"choices":[{"index":0,"delta":{%s}}]}`, id, delta))
		}
	}
	take("a", `"role":"assistant"`, `"content":"any"`, `"content":"text"`)
	c.End(load.ErrLeft)
	c.Begin(1, []byte(`{"model":"echo","stream":true,"messages":[{"role":"user","content":"one two"}]}`))
	c.Head(load.Head{Status: 200, ContentType: []byte(Chat.contentType), Stream: true})
	take("b", `"role":"assistant"`, `"content":"one "`, `"content":"six"`)
	c.takeAll("", `{"id":"b","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`, "", "[DONE]")
	if c.End(nil); len(c.faults) != 1 || c.faults[0].kind != ChangedText {
		t.Errorf("%+v", c.faults)
	}
}
