package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// TestQuirk_ThinkTags wants the reasoning between tags where an answer shows it: in whole
// answers, and in streams of several choices and of calls, each tag closed before the call.
func TestQuirk_ThinkTags(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 20}})
	f := func(path, accent, members string, choices int) {
		t.Helper()
		_, body := exchange(t, url, request("POST", path, "X-Mock-Quirk: think-tags\r\n"+accent, `{"seed":7,`+members+`}`))
		said := string(body)
		opens, closes := strings.Count(said, `"content":"<think>\n`), strings.Count(said, `\n</think>\n\n`)
		if opens != choices || closes != choices || strings.Contains(said, `"reasoning`) && choices > 0 && !strings.Contains(said, `"reasoning_tokens"`) {
			t.Errorf("%s %s %s: %d tags open and %d close, want %d: %s", path, accent, members, opens, closes, choices, said)
		}
		if call := strings.Index(said, `"arguments"`); call >= 0 && choices > 0 && strings.Contains(members, `"stream":true`) && call < strings.Index(said, `</think>`) {
			t.Errorf("a call before the end of the reasoning: %s", said)
		}
	}
	vllm := "X-Mock-Accent: vllm\r\n"
	for _, stream := range []string{`"stream":false`, `"stream":true`} {
		f(chatPath, "", stream, 0)
		f(chatPath, "X-Mock-Accent: mistral\r\n", stream, 0)
		f(chatPath, vllm, stream, 1)
		f(chatPath, vllm, stream+`,"n":3`, 3)
		f(chatPath, vllm, stream+`,"tool_choice":"required",`+twoTools, 1)
		f(chatPath, "X-Mock-Accent: "+profile.DeepSeek.String()+"\r\n", stream, 1)
		f("/api/v1/chat/completions", "", stream, 1)
	}
}
