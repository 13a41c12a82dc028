package fast_test

import (
	"fmt"
	"testing"

	"mock-openai/fast"
)

// TestResponse_Previous checks that earlier turns count as input, without their
// instructions.
func TestResponse_Previous(t *testing.T) {
	f := func(c fast.Config, members string) {
		t.Helper()
		url := serve(t, c)
		first := respondWith(t, url, members+`"instructions":"Be brief.","input":"twelve chars"`)
		want := first.Usage.InputTokens - 3 + first.Usage.OutputTokens - first.Usage.OutputDetails.ReasoningTokens
		if c.Answers.Deterministic {
			want = 0
		}
		next := respondWith(t, url, fmt.Sprintf(`"previous_response_id":%q,"input":"hello"`, first.ID))
		if next.Usage.InputTokens != want+2 {
			t.Errorf("%s: %d tokens of input behind %s", members, next.Usage.InputTokens, dump(first.Usage))
		}
		if none := respondWith(t, url, `"previous_response_id":"resp_x","input":"hello"`); none.Usage.InputTokens != 2 {
			t.Errorf("%d tokens of input behind nothing", none.Usage.InputTokens)
		}
	}
	f(fast.Config{}, ``)
	f(fast.Config{}, `"max_output_tokens":5,`)
	f(fast.Config{Answers: fast.Answers{ReasoningTokens: 50}}, ``)
	f(fast.Config{Answers: fast.Answers{Deterministic: true}}, ``)
}
