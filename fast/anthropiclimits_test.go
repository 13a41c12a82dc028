package fast_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestMessages_Limits wants limits told in Anthropic's headers, with times at which they
// are full again, and refusals in its words; those of OpenAI's clients stay.
func TestMessages_Limits(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{RPM: 2, TPM: 100_000}})
	const body = `{"max_tokens":10,"messages":[{"role":"user","content":"hi"}]}`
	for i := range 3 {
		before := time.Now().Add(-time.Second)
		res, text := asAnthropic(t, "POST", url+messagesPath, body, "x-api-key", "a")
		for name, limit := range map[string]int{"requests": 2, "tokens": 100_000, "input-tokens": 100_000, "output-tokens": 100_000} {
			prefix := "anthropic-ratelimit-" + name
			left, err := strconv.Atoi(res.Header.Get(prefix + "-remaining"))
			full, wrong := time.Parse(time.RFC3339, res.Header.Get(prefix+"-reset"))
			if res.Header.Get(prefix+"-limit") != strconv.Itoa(limit) || err != nil || left < 0 || left >= limit || wrong != nil || full.Before(before) {
				t.Errorf("request %d: %s: %v, %v, %v", i, name, res.Header, err, wrong)
			}
		}
		if res.Header.Get("X-Ratelimit-Limit-Requests") != "" {
			t.Errorf("OpenAI's headers: %v", res.Header)
		}
		if i < 2 {
			if res.StatusCode != 200 {
				t.Errorf("request %d: status %d", i, res.StatusCode)
			}
			continue
		}
		wait, err := strconv.Atoi(res.Header.Get("retry-after"))
		if res.StatusCode != 429 || err != nil || wait < 1 || !strings.Contains(text, `"type":"rate_limit_error"`) || !strings.Contains(text, "rate limit for your organization of 2 requests per minute") {
			t.Errorf("status %d, retry after %d, %v: %s", res.StatusCode, wait, err, text)
		}
	}
	if res, _ := asAnthropic(t, "POST", url+messagesPath, body, "Authorization", "Bearer b"); res.StatusCode != 200 {
		t.Errorf("another key: status %d", res.StatusCode)
	}
	res, _ := asAnthropic(t, "POST", url+chatPath, `{}`, "Authorization", "Bearer c")
	if res.Header.Get("X-Ratelimit-Limit-Requests") != "2" || res.Header.Get("anthropic-ratelimit-requests-limit") != "" {
		t.Errorf("chat has %v", res.Header)
	}
}

// TestMessages_Deterministic wants the same bytes for the same body, and others for
// another.
func TestMessages_Deterministic(t *testing.T) {
	config := fast.Config{Answers: fast.Answers{Deterministic: true}}
	one, other := serve(t, config), serve(t, config)
	for _, members := range []string{messageMembers, `"stream":true,` + messageMembers, messageTools + `,"tool_choice":{"type":"any"}`, `"thinking":{"type":"adaptive"},` + messageMembers} {
		_, a := post(t, one+messagesPath, `{`+members+`}`)
		_, b := post(t, other+messagesPath, `{`+members+`}`)
		_, c := post(t, other+messagesPath, `{"metadata":{},`+members+`}`)
		if string(a) != string(b) || string(a) == string(c) {
			t.Errorf("%s: answers are\n%s\n%s\n%s", members, a, b, c)
		}
	}
}

// TestMessages_Overrides wants a request to say how it is answered, in headers and in the
// name of its model, and paced events to wait.
func TestMessages_Overrides(t *testing.T) {
	url := serve(t, fast.Config{})
	res, text := asAnthropic(t, "POST", url+messagesPath, `{"model":"m:tokens=7"}`)
	if res.StatusCode != 200 || !strings.Contains(text, `"output_tokens":`) || !strings.Contains(text, `"model":"m:tokens=7"`) {
		t.Errorf("status %d: %s", res.StatusCode, text)
	}
	res, text = asAnthropic(t, "POST", url+messagesPath, `{}`, "X-Mock-Nonsense", "1")
	if res.StatusCode != 400 || !strings.Contains(text, `"type":"invalid_request_error"`) {
		t.Errorf("status %d: %s", res.StatusCode, text)
	}
	const first, between = 30 * time.Millisecond, 2 * time.Millisecond
	start := time.Now()
	_, text = asAnthropic(t, "POST", url+messagesPath, `{"stream":true,"thinking":{"type":"enabled","budget_tokens":20},"max_tokens":2048}`,
		"X-Mock-TTFT", first.String(), "X-Mock-ITL", between.String(), "X-Mock-Tokens", "20")
	m := assembled(t, []byte(text))
	if took, least := time.Since(start), first+time.Duration(m.Usage.Output-1)*between; took < least {
		t.Errorf("%d tokens took %v, want at least %v", m.Usage.Output, took, least)
	}
}
