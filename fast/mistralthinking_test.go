package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// mistralSays is what a message or a delta of Mistral says. Its content is a text or a list.
type mistralSays struct {
	Content json.RawMessage
	Calls   []struct{ Function struct{ Name string } } `json:"tool_calls"`
}

// parts returns the reasoning and the text, and whether they are in a list.
func (m *mistralSays) parts(t *testing.T) (reasoning, text string, list bool) {
	t.Helper()
	if json.Unmarshal(m.Content, &text) == nil {
		return "", text, false
	}
	var chunks []struct {
		Type, Text string
		Thinking   []struct{ Type, Text string }
	}
	if err := json.Unmarshal(m.Content, &chunks); err != nil {
		t.Fatalf("%v in %s", err, m.Content)
	}
	for _, chunk := range chunks {
		switch chunk.Type {
		case "thinking":
			for _, part := range chunk.Thinking {
				reasoning += part.Text
			}
		case "text":
			text += chunk.Text
		default:
			t.Errorf("a chunk of type %q in %s", chunk.Type, m.Content)
		}
	}
	return reasoning, text, true
}

// TestMistral_Thinking wants reasoning in chunks of the content, the same whole and streamed,
// and counted.
func TestMistral_Thinking(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Accent: profile.Mistral}})
	f := func(members string, reasons, calls bool) {
		t.Helper()
		_, body := exchange(t, url, request("POST", chatPath, "", `{"random_seed":7,`+members+`}`))
		var whole struct {
			Choices []struct{ Message mistralSays }
			Usage   usage
		}
		if err := json.Unmarshal(body, &whole); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		message := whole.Choices[0].Message
		reasoning, text, list := message.parts(t)
		if list != reasons || (reasoning != "") != reasons || (len(message.Calls) > 0) != calls || (text != "") == calls {
			t.Errorf("%s: %s", members, body)
		}
		if tokens := (len(reasoning) + len(text) + 3) / 4; !calls && (whole.Usage.CompletionTokens < tokens-2 || whole.Usage.CompletionTokens > tokens+2) {
			t.Errorf("%s: %d tokens for %d characters", members, whole.Usage.CompletionTokens, len(reasoning)+len(text))
		}
		_, stream := exchange(t, url, request("POST", chatPath, "", `{"stream":true,"random_seed":7,`+members+`}`))
		var streamed mistralSays
		allReasoning, allText := "", ""
		for _, event := range events(t, stream) {
			var e struct{ Choices []struct{ Delta mistralSays } }
			if err := json.Unmarshal([]byte(event), &e); err != nil {
				t.Fatal(err)
			}
			delta := e.Choices[0].Delta
			streamed.Calls = append(streamed.Calls, delta.Calls...)
			if delta.Content == nil {
				continue
			}
			moreReasoning, moreText, list := delta.parts(t)
			if list != (moreReasoning != "") || list && moreText != "" {
				t.Errorf("%s: %s", members, event)
			}
			allReasoning, allText = allReasoning+moreReasoning, allText+moreText
		}
		if strings.Contains(string(body)+string(stream), "logprobs") {
			t.Errorf("%s: log probabilities in %s or %s", members, body, stream)
		}
		if allReasoning != reasoning || allText != text || len(streamed.Calls) != len(message.Calls) {
			t.Errorf("%s: %s is streamed as %s", members, body, stream)
		}
	}
	f(`"model":"m"`, false, false)
	f(`"prompt_mode":null`, false, false)
	f(`"reasoning_effort":"none"`, false, false)
	f(`"reasoning_effort":"high"`, true, false)
	f(`"prompt_mode":"reasoning"`, true, false)
	f(`"model":"m:reasoning-tokens=20"`, true, false)
	f(`"prompt_mode":"reasoning","tool_choice":"any",`+twoTools, true, true)
	f(`"prompt_mode":"reasoning","logprobs":true,"modalities":["text","audio"]`, true, false)
	if _, body := exchange(t, url, request("POST", fimPath, "", `{"model":"m:reasoning-tokens=20","prompt":"a"}`)); strings.Contains(string(body), "thinking") {
		t.Errorf("a completion reasons: %s", body)
	}
}
