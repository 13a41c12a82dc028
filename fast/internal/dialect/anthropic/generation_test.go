package anthropic

import "testing"

func TestGeneration(t *testing.T) {
	f := func(model string, want int) {
		t.Helper()
		if got := generation([]byte(model)); got != want {
			t.Errorf("%s: %d, want %d", model, got, want)
		}
	}
	f("claude-sonnet-4-5-20250929", 45)
	f("claude-sonnet-4-5@20250929", 45)
	f("us.anthropic.claude-opus-4-7-v1:0", 47)
	f("claude-opus-5", 50)
	f("anthropic.claude-opus-5-v1:0", 50)
	f("claude-fable-5-1", 51)
	f("claude-sonnet-4-20250514", 40)
	f("claude-opus-4@20250514", 40)
	f("claude-opus-4-1-20250805", 41)
	f("claude-3-5-sonnet-20241022", 0)
	f("claude-3-haiku", 0)
	f("claude-mythos-preview", 0)
	f("claude-2.1", 0)
	f("claude-", 0)
	f("gpt-4-5", 0)
	f("", 0)
}
