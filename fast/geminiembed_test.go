package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestGemini_EmbedNothing wants a request that names no text to embed to be refused.
func TestGemini_EmbedNothing(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, message string) {
		t.Helper()
		status, all := askGemini(t, url, path, body)
		if e := all[0].Error; status != 400 || e == nil || !strings.Contains(e.Message, message) {
			t.Errorf("%s %s: status %d: %+v", path, body, status, e)
		}
	}
	const one, batch = geminiModel + ":embedContent", geminiModel + ":batchEmbedContents"
	f(one, `{}`, "EmbedContentRequest.content: contents is not specified")
	f(one, `{"outputDimensionality":3}`, "EmbedContentRequest.content: contents is not specified")
	f(batch, `{"requests":[]}`, "requests[0].content: contents is not specified")
	f(batch, `{"requests":[{"content":{"parts":[{"text":"a"}]}},{}]}`, "requests[1].content: contents is not specified")
	f(vertexModel+":predict", `{"instances":[{"title":"a"}]}`, "The text content is empty.")
}

// TestGemini_EmbedLastParameters wants the last of several parameters to count.
func TestGemini_EmbedLastParameters(t *testing.T) {
	url := serve(t, fast.Config{})
	_, body := exchange(t, url, request("POST", vertexModel+":predict", "", `{"instances":[{"content":"a"}],"parameters":{"outputDimensionality":2},"parameters":{}}`))
	var answer struct {
		Predictions []struct{ Embeddings struct{ Values []float64 } }
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Predictions) != 1 || len(answer.Predictions[0].Embeddings.Values) != 768 {
		t.Errorf("%v in %.100s", err, body)
	}
}

// TestGemini_NumbersInStrings wants whole numbers to be taken in strings, too, as in proto3's JSON.
func TestGemini_NumbersInStrings(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, ReasoningTokens: 30}})
	f := func(config string) {
		t.Helper()
		thinks := func(answer []byte) bool { return strings.Contains(string(answer), "thoughtsTokenCount") }
		_, number := exchange(t, url, request("POST", geminiWhole, "", `{"generationConfig":{`+strings.ReplaceAll(config, "'", "")+`}}`))
		_, text := exchange(t, url, request("POST", geminiWhole, "", `{"generationConfig":{`+strings.ReplaceAll(config, "'", `"`)+`}}`))
		if thinks(number) != thinks(text) || strings.Count(string(number), "tokenId") != strings.Count(string(text), "tokenId") {
			t.Errorf("%s: %s\n%s", config, number, text)
		}
	}
	f(`"thinkingConfig":{"thinkingBudget":'0'}`)
	f(`"thinkingConfig":{"thinkingBudget":'0'},"maxOutputTokens":'1',"responseLogprobs":true,"logprobs":'3'`)
}
