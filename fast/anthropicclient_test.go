package fast_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// anthropicMessage is what the tests read of a message.
type anthropicMessage struct {
	ID, Type, Role, Model string
	Content               []anthropicBlock
	Stop                  string  `json:"stop_reason"`
	Sequence              *string `json:"stop_sequence"`
	Usage                 anthropicUsage
}

type anthropicBlock struct {
	Type, Text, Thinking, Signature, ID, Name string
	Input                                     json.RawMessage
}

type anthropicUsage struct {
	Input   int `json:"input_tokens"`
	Created int `json:"cache_creation_input_tokens"`
	Read    int `json:"cache_read_input_tokens"`
	Output  int `json:"output_tokens"`
	Details struct {
		Thinking int `json:"thinking_tokens"`
	} `json:"output_tokens_details"`
}

// anthropicEvent is what the tests read of an event of a message.
type anthropicEvent struct {
	Type    string
	Index   int
	Message anthropicMessage
	Block   anthropicBlock `json:"content_block"`
	Delta   struct {
		Type, Text, Thinking, Signature string
		JSON                            string  `json:"partial_json"`
		Stop                            string  `json:"stop_reason"`
		Sequence                        *string `json:"stop_sequence"`
	}
	Usage anthropicUsage
}

// messageEvents splits the stream of a message and checks the form of its events.
func messageEvents(t testing.TB, stream []byte) (all []anthropicEvent) {
	t.Helper()
	text, ended := strings.CutSuffix(string(stream), "\n\n")
	if !ended {
		t.Fatalf("stream ends with %q", text[max(0, len(text)-40):])
	}
	for event := range strings.SplitSeq(text, "\n\n") {
		kind, data, ok := strings.Cut(event, "\ndata: ")
		var e anthropicEvent
		if err := json.Unmarshal([]byte(data), &e); err != nil || !ok || strings.Contains(data, "\n") || kind != "event: "+e.Type {
			t.Fatalf("event %q: %v", event, err)
		}
		all = append(all, e)
	}
	return all
}

// assembled is the message that a stream makes, put together as clients do. It wants
// the events in their order.
func assembled(t testing.TB, stream []byte) anthropicMessage {
	t.Helper()
	var m anthropicMessage
	events := messageEvents(t, stream)
	var order []string
	for _, e := range events {
		kind := e.Type
		switch e.Type {
		case "message_start":
			m = e.Message
		case "content_block_start":
			if e.Index != len(m.Content) {
				t.Fatalf("block %d begins behind %d", e.Index, len(m.Content))
			}
			e.Block.Input = nil
			m.Content = append(m.Content, e.Block)
		case "content_block_delta":
			b := &m.Content[e.Index]
			b.Text, b.Thinking, b.Signature = b.Text+e.Delta.Text, b.Thinking+e.Delta.Thinking, b.Signature+e.Delta.Signature
			b.Input = append(b.Input, e.Delta.JSON...)
			if want := map[string]string{"text": "text_delta", "tool_use": "input_json_delta"}[b.Type]; want != "" && e.Delta.Type != want {
				t.Errorf("%s in a block of %s", e.Delta.Type, b.Type)
			}
		case "message_delta":
			m.Stop, m.Sequence, m.Usage = e.Delta.Stop, e.Delta.Sequence, e.Usage
		}
		if len(order) == 0 || order[len(order)-1] != kind {
			order = append(order, kind)
		}
	}
	got := strings.Join(slices.DeleteFunc(order, func(kind string) bool { return kind == "ping" }), " ")
	const block = " content_block_start content_block_delta content_block_stop"
	if want := "message_start" + strings.Repeat(block, len(m.Content)) + " message_delta message_stop"; got != want {
		t.Errorf("events come as %s", got)
	}
	return m
}

const messageTools = `"tools":[{"name":"weather","input_schema":` + mailSchema + `},{"type":"custom","name":"time","input_schema":{"type":"object"}},` +
	`{"type":"bash_20250124","name":"bash"},{"type":"web_search_20250305","name":"web_search"}]`

const messageMembers = `"max_tokens":2048,"messages":[{"role":"user","content":"hi"}]`

func readAll(t testing.TB, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asAnthropic is a request of a client that names a version of Anthropic's API.
func asAnthropic(t testing.TB, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("anthropic-version", "2023-06-01")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res, readAll(t, res.Body)
}
