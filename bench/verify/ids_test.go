package verify

import (
	"fmt"
	"strings"
	"testing"
)

// TestIDs_OneEach gives every event its own id, as some gateways do: lost text is then not
// attributed to another answer.
func TestIDs_OneEach(t *testing.T) {
	const text = "one two three four five six seven eight"
	f := func(name, want string, lost int) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			c := opened(t, Config{API: Chat, Stream: true, NoUsage: true},
				`{"model":"echo","stream":true,"messages":[{"role":"user","content":"`+text+`"}]}`)
			for i, piece := range strings.SplitAfter(text, " ") {
				if i != lost {
					c.takeAll("", fmt.Sprintf(`{"id":"%d","choices":[{"index":0,"delta":{"content":"%s"}}]}`, i, piece))
				}
			}
			c.takeAll("", `{"id":"end","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`, "", "[DONE]")
			c.End(nil)
			var kinds []string
			for _, fault := range c.faults {
				kinds = append(kinds, fault.kind.String())
			}
			if got := strings.Join(kinds, " "); got != want {
				t.Errorf("found %q, want %q: %+v", got, want, c.faults)
			}
		})
	}
	f("whole", "unexpected_event", -1)
	f("a piece lost", "unexpected_event missing_text", 5)
}
