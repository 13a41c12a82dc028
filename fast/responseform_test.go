package fast_test

import (
	"strings"
	"testing"
)

// response holds the members of a response that the tests read.
type response struct {
	ID, Status, Model string
	IncompleteDetails *struct{ Reason string } `json:"incomplete_details"`
	Output            []responseItem
	Usage             struct {
		InputTokens   int64 `json:"input_tokens"`
		OutputTokens  int64 `json:"output_tokens"`
		OutputDetails struct {
			ReasoningTokens int64 `json:"reasoning_tokens"`
		} `json:"output_tokens_details"`
	}
}

// responseItem is a message or a call.
type responseItem struct {
	Type, Status, Input string
	Content             []struct {
		Text     string
		Logprobs []struct {
			Token       string
			Bytes       []int
			Logprob     float64
			TopLogprobs []any `json:"top_logprobs"`
		}
	}
}

// OutputText returns the text of the messages.
func (r *response) OutputText() string {
	var all strings.Builder
	for _, item := range r.Output {
		for _, part := range item.Content {
			all.WriteString(part.Text)
		}
	}
	return all.String()
}

// respondWith makes a request with these members.
func respondWith(t *testing.T, url, members string) *response {
	t.Helper()
	var a response
	postJSON(t, url+responsesPath, `{`+members+`}`, &a)
	return &a
}
