package fast_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

func TestLogprobs(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 5}})
	f := func(members string, top int) {
		t.Helper()
		a := ask(t, url+chatPath, `"seed":5,`+members)
		for _, c := range a.Choices {
			joined := ""
			for _, p := range c.Logprobs.Content {
				joined += p.Token
				if p.Logprob > 0 || p.Logprob < -1 || len(p.Top) != top || !sameBytes(p.Token, p.Bytes) {
					t.Errorf("%s: %s", members, dump(p))
				}
				seen := map[string]bool{}
				for i, other := range p.Top {
					if seen[other.Token] || !sameBytes(other.Token, other.Bytes) || i > 0 && other.Logprob > p.Top[i-1].Logprob {
						t.Errorf("%s: %s", members, dump(p.Top))
					}
					seen[other.Token] = true
				}
				if top > 0 && (p.Top[0].Token != p.Token || p.Top[0].Logprob != p.Logprob) {
					t.Errorf("%s: %q is not the likeliest of %s", members, p.Token, dump(p.Top))
				}
			}
			if joined != *c.Message.Content {
				t.Errorf("%s: tokens join to %q, content is %q", members, joined, *c.Message.Content)
			}
		}
	}
	f(`"logprobs":true`, 0)
	f(`"logprobs":true,"top_logprobs":0`, 0)
	f(`"logprobs":true,"top_logprobs":1,"n":2`, 1)
	f(`"logprobs":true,"top_logprobs":20,"max_tokens":30`, 20)
	f(`"logprobs":true,"top_logprobs":99,"stop":"e"`, 20)
	f(`"logprobs":true,"top_logprobs":2,"model":"echo","messages":[{"role":"user","content":"é\n\u0001😀 \"quoted\""}]`, 2)
	f(`"logprobs":true,"response_format":{"type":"json_object"}`, 0)
}

func sameBytes(s string, numbers []int) bool {
	for i, b := range []byte(s) {
		if i >= len(numbers) || numbers[i] != int(b) {
			return false
		}
	}
	return len(s) == len(numbers)
}

func TestLegacyLogprobs(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 5}})
	f := func(members, prompt string, top int) {
		t.Helper()
		c := ask(t, url+completionPath, `"seed":5,`+members).Choices[0]
		p := c.Logprobs
		if n := len(p.Tokens); n != len(p.TokenLogprobs) || n != len(p.Top) || n != len(p.Offsets) || strings.Join(p.Tokens, "") != c.Text {
			t.Fatalf("%s: %s", members, dump(c))
		}
		text := []rune(c.Text)
		for i, token := range p.Tokens {
			if !strings.HasPrefix(string(text[p.Offsets[i]:]), token) {
				t.Errorf("%s: %q is not at %d", members, token, p.Offsets[i])
			}
			if i == 0 && prompt != "" {
				if p.TokenLogprobs[0] != nil || p.Top[0] != nil {
					t.Errorf("%s: the first token of the prompt has logprobs: %s", members, dump(p))
				}
				continue
			}
			if v, ok := p.Top[i][token]; !ok || v != *p.TokenLogprobs[i] || len(p.Top[i]) != top {
				t.Errorf("%s: token %q, %g, %s", members, token, *p.TokenLogprobs[i], dump(p.Top[i]))
			}
		}
		if end := pool.Tokens(utf8.RuneCountInString(prompt)); prompt != "" && strings.Join(p.Tokens[:end], "") != prompt {
			t.Errorf("%s: tokens %q do not begin with the prompt", members, p.Tokens)
		}
	}
	f(`"logprobs":0`, "", 1)
	f(`"logprobs":1`, "", 1)
	f(`"logprobs":5,"max_tokens":20`, "", 5)
	f(`"logprobs":50`, "", 5)
	f(`"logprobs":2,"prompt":"Once \u00e9\n","echo":true`, "Once é\n", 2)
	f(`"logprobs":2,"prompt":"exactly 16 chars","echo":true,"max_tokens":0`, "exactly 16 chars", 2)
	f(`"logprobs":2,"prompt":[1,2],"echo":true`, "", 2)
}

// TestLogprobs_Bounded asks for more of them than memory should hold.
func TestLogprobs_Bounded(t *testing.T) {
	url := serve(t, fast.Config{})
	text := strings.Repeat("word", 60_000)
	a := ask(t, url+chatPath, fmt.Sprintf(`"model":"echo","logprobs":true,"top_logprobs":20,"messages":[{"role":"user","content":"%s"}]`, text))
	if a.Choices[0].Logprobs != nil || *a.Choices[0].Message.Content != text {
		t.Error("log probabilities without bound")
	}
}
