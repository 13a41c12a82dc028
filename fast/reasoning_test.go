package fast_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestReasoning compares the mean of many answers.
func TestReasoning(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 80}})
	f := func(effort string, mean float64) {
		t.Helper()
		sum := 0
		for seed := range 60 {
			a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d%s`, seed, effort))
			reasoned := a.Usage.Details.ReasoningTokens
			if text := pool.Tokens(utf8.RuneCountInString(*a.Choices[0].Message.Content)); text+reasoned != a.Usage.CompletionTokens {
				t.Errorf("%d tokens of text and %d of reasoning are not %d", text, reasoned, a.Usage.CompletionTokens)
			}
			sum += reasoned
		}
		if got := float64(sum) / 60; got < mean*0.8 || got > mean*1.2 {
			t.Errorf("%s: %g reasoning tokens, want about %g", effort, got, mean)
		}
	}
	f(`,"reasoning_effort":"none"`, 0)
	f(`,"reasoning_effort":"minimal"`, 10)
	f(`,"reasoning_effort":"low"`, 40)
	f(``, 80)
	f(`,"reasoning_effort":"medium"`, 80)
	f(`,"reasoning_effort":"high"`, 160)
	f(`,"reasoning_effort":"xhigh"`, 320)
}

func TestReasoning_Capped(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 1000, Tokens: pool.Sampler{Mean: 1000}}})
	f := func(most, reasoned int) {
		t.Helper()
		a := ask(t, url+chatPath, fmt.Sprintf(`"seed":1,"max_completion_tokens":%d`, most))
		if got := a.Usage.Details.ReasoningTokens; a.Usage.CompletionTokens != most || reasoned > 0 && got != reasoned || a.Choices[0].Reason != "length" {
			t.Errorf("at most %d: %s", most, dump(a))
		}
	}
	f(10, 10)
	f(0, 0)
	f(1900, 0)
	if a := ask(t, serve(t, fast.Config{})+chatPath, `"seed":1,"reasoning_effort":"high"`); a.Usage.Details.ReasoningTokens != 0 {
		t.Errorf("reasons without the knob: %s", dump(a.Usage))
	}
}
