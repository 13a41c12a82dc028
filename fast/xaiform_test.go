package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestAccents_XAI wants the form that the topic api promises for clients of xAI: reasoning_content,
// and calls that are each whole in one delta, with id, type and name. It is that of the streams in
// the tests of Vercel's @ai-sdk/xai.
func TestAccents_XAI(t *testing.T) {
	url := serve(t, fast.Config{})
	_, stream := exchange(t, url, request("POST", chatPath, "X-Mock-Accent: deepseek\r\nX-Mock-Quirk: tools-whole\r\nX-Mock-Reasoning-Tokens: 20\r\n",
		`{"stream":true,`+twoTools+`,"tool_choice":"required"}`))
	calls, thoughts := 0, 0
	for line := range strings.Lines(string(stream)) {
		event, ok := strings.CutPrefix(strings.TrimSpace(line), "data: {")
		if !ok {
			continue
		}
		var chunk struct {
			Choices []struct {
				Delta struct {
					Thought string `json:"reasoning_content"`
					Calls   []struct {
						ID, Type string
						Function struct{ Name, Arguments string }
					} `json:"tool_calls"`
				}
			}
		}
		if err := json.Unmarshal([]byte("{"+event), &chunk); err != nil {
			t.Fatal(err)
		}
		for _, choice := range chunk.Choices {
			thoughts += len(choice.Delta.Thought)
			for _, call := range choice.Delta.Calls {
				calls++
				if call.ID == "" || call.Type != "function" || call.Function.Name == "" || !json.Valid([]byte(call.Function.Arguments)) {
					t.Errorf("no whole call: %s", line)
				}
			}
		}
	}
	if calls == 0 || thoughts == 0 {
		t.Errorf("%d calls and %d characters of reasoning: %s", calls, thoughts, stream)
	}
}
