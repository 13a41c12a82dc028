package fast_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// ollamaAnswer is an answer of Ollama's API, or a line of a stream.
type ollamaAnswer struct {
	Model      string
	CreatedAt  time.Time `json:"created_at"`
	Message    ollamaMessage
	Response   string
	Thinking   string
	Done       bool
	DoneReason string `json:"done_reason"`
	Context    []int
	Embeddings [][]float64
	Embedding  []float64
	Error      string

	Total       time.Duration `json:"total_duration"`
	Load        time.Duration `json:"load_duration"`
	PromptCount int           `json:"prompt_eval_count"`
	Prompt      time.Duration `json:"prompt_eval_duration"`
	EvalCount   int           `json:"eval_count"`
	Eval        time.Duration `json:"eval_duration"`
}

type ollamaMessage struct {
	Role, Content, Thinking string
	Calls                   []struct {
		ID       string
		Function struct {
			Index     *int
			Name      string
			Arguments map[string]any
		}
	} `json:"tool_calls"`
}

// ollamaLines splits a stream, whose last line is the only one that is done.
func ollamaLines(t testing.TB, stream []byte) (all []ollamaAnswer) {
	t.Helper()
	if !strings.HasSuffix(string(stream), "}\n") {
		t.Fatalf("stream ends with %q", stream[max(0, len(stream)-40):])
	}
	for line := range strings.Lines(string(stream)) {
		var a ollamaAnswer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in line %q", err, line)
		}
		all = append(all, a)
	}
	if i := slices.IndexFunc(all, func(a ollamaAnswer) bool { return a.Done }); i != len(all)-1 {
		t.Fatalf("line %d of %d is done", i, len(all))
	}
	return all
}

// ollamaJoined is what a stream says, as one answer.
func ollamaJoined(t testing.TB, stream []byte) ollamaAnswer {
	t.Helper()
	all := ollamaLines(t, stream)
	one := all[len(all)-1]
	if one.Message.Content+one.Response != "" {
		t.Errorf("the last line says something: %+v", one)
	}
	for _, a := range all[:len(all)-1] {
		one.Message.Content += a.Message.Content
		one.Message.Thinking += a.Message.Thinking
		one.Message.Calls = append(one.Message.Calls, a.Message.Calls...)
		one.Response += a.Response
		one.Thinking += a.Thinking
		if a.Model != one.Model || a.Message.Role != one.Message.Role || a.CreatedAt.After(one.CreatedAt) {
			t.Errorf("%+v is not of the same answer as %+v", a, one)
		}
	}
	return one
}
