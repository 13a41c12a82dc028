package fast_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const (
	cohereChatPath   = "/v2/chat"
	cohereEmbedPath  = "/v2/embed"
	cohereRerankPath = "/v2/rerank"
	sharedRerankPath = "/v1/rerank"
)

const (
	cohereHello     = `"messages":[{"role":"user","content":"hello there"}]`
	cohereDocuments = `"documents":[{"id":"a","data":{"text":"The sky is green.","title":"é \"sky\"","id":"x"}},{"data":"just a text"},"a string"]`
	cohereRequest   = `{"model":"command-a-03-2025","messages":[{"role":"system","content":"You are a helpful assistant."},` +
		`{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"temperature":0.7,"max_tokens":1024}`
)

// cohereAnswer is what the tests read of an answer of Cohere's chat.
type cohereAnswer struct {
	ID       string
	Message  cohereMessage
	Finish   string `json:"finish_reason"`
	Usage    cohereUsage
	Logprobs []cohereLogprobs
}

type cohereMessage struct {
	Role      string
	Content   []cohereContent
	Plan      string `json:"tool_plan"`
	Calls     []cohereCall
	Citations []cohereCitation
}

type cohereContent struct{ Type, Text, Thinking string }

type cohereCall struct {
	ID, Type string
	Function struct{ Name, Arguments string }
}

type cohereCitation struct {
	Start, End int
	Text, Type string
	Index      int `json:"content_index"`
	Sources    []struct {
		Type, ID string
		Document map[string]string
	}
}

type cohereUsage struct {
	Billed cohereTokens `json:"billed_units"`
	Tokens cohereTokens
}

type cohereTokens struct {
	Input  int `json:"input_tokens"`
	Output int `json:"output_tokens"`
}

type cohereLogprobs struct {
	Text     string
	TokenIDs []int `json:"token_ids"`
	Logprobs []float64
}

// UnmarshalJSON reads the calls under their own name.
func (m *cohereMessage) UnmarshalJSON(data []byte) error {
	type plain cohereMessage
	own := struct {
		*plain
		Calls []cohereCall `json:"tool_calls"`
	}{plain: (*plain)(m)}
	err := json.Unmarshal(data, &own)
	m.Calls = own.Calls
	return err
}

// cohereEvent is what the tests read of an event. Its message has one content, call or
// citation in place of lists.
type cohereEvent struct {
	Type, ID string
	Index    int
	Logprobs *cohereLogprobs
	Delta    struct {
		Message struct {
			Content   json.RawMessage
			Plan      string          `json:"tool_plan"`
			Call      json.RawMessage `json:"tool_calls"`
			Citations json.RawMessage
		}
		Error  string
		Finish string `json:"finish_reason"`
		Usage  cohereUsage
	}
}

// cohereEvents splits a stream, and checks the form of its events. The last may be [DONE].
func cohereEvents(t testing.TB, stream []byte) (all []cohereEvent) {
	t.Helper()
	text, ended := strings.CutSuffix(string(stream), "\n\n")
	if !ended {
		t.Fatalf("stream ends with %q", text[max(0, len(text)-40):])
	}
	for event := range strings.SplitSeq(strings.TrimSuffix(text, "\n\ndata: [DONE]"), "\n\n") {
		kind, data, ok := strings.Cut(event, "\ndata: ")
		var e cohereEvent
		if err := json.Unmarshal([]byte(data), &e); err != nil || !ok || strings.Contains(data, "\n") || kind != "event: "+e.Type {
			t.Fatalf("event %q: %v", event, err)
		}
		all = append(all, e)
	}
	return all
}

// cohereAssembled is the answer that a stream makes, put together as clients do. It wants
// the events in their order, and [DONE] at the end.
func cohereAssembled(t testing.TB, stream []byte) (a cohereAnswer) {
	t.Helper()
	if !strings.HasSuffix(string(stream), "\n\ndata: [DONE]\n\n") {
		t.Errorf("the stream ends with %q", stream[max(0, len(stream)-40):])
	}
	read := func(raw json.RawMessage, v any) {
		if err := json.Unmarshal(raw, v); err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
	}
	var order []string
	m := &a.Message
	for _, e := range cohereEvents(t, stream) {
		switch e.Type {
		case "message-start":
			a.ID, m.Role = e.ID, "assistant"
		case "content-start":
			var one cohereContent
			read(e.Delta.Message.Content, &one)
			if e.Index != len(m.Content) {
				t.Errorf("content %d begins after %d", e.Index, len(m.Content))
			}
			m.Content = append(m.Content, one)
		case "content-delta":
			var one cohereContent
			read(e.Delta.Message.Content, &one)
			m.Content[e.Index].Text += one.Text
			m.Content[e.Index].Thinking += one.Thinking
			if e.Logprobs != nil {
				a.Logprobs = append(a.Logprobs, *e.Logprobs)
			}
		case "tool-plan-delta":
			m.Plan += e.Delta.Message.Plan
		case "tool-call-start":
			var one cohereCall
			read(e.Delta.Message.Call, &one)
			m.Calls = append(m.Calls, one)
		case "tool-call-delta":
			var one cohereCall
			read(e.Delta.Message.Call, &one)
			m.Calls[e.Index].Function.Arguments += one.Function.Arguments
		case "citation-start":
			var one cohereCitation
			read(e.Delta.Message.Citations, &one)
			m.Citations = append(m.Citations, one)
		case "message-end":
			a.Finish, a.Usage = e.Delta.Finish, e.Delta.Usage
		}
		if len(order) == 0 || order[len(order)-1] != e.Type {
			order = append(order, e.Type)
		}
	}
	if order[0] != "message-start" || order[len(order)-1] != "message-end" {
		t.Errorf("events come as %s", order)
	}
	for of, n := range map[string]int{"content": len(m.Content), "tool-call": len(m.Calls), "citation": len(m.Citations)} {
		for _, kind := range []string{"-start", "-end"} {
			if got := count(order, of+kind); got != n {
				t.Errorf("%d events are %s%s, want %d: %s", got, of, kind, n, order)
			}
		}
	}
	return a
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

// joinedLogprobs is what the log probabilities are of, in one piece.
func joinedLogprobs(all []cohereLogprobs) (one cohereLogprobs) {
	for _, p := range all {
		one.Text += p.Text
		one.TokenIDs, one.Logprobs = slices.Concat(one.TokenIDs, p.TokenIDs), slices.Concat(one.Logprobs, p.Logprobs)
	}
	return one
}
