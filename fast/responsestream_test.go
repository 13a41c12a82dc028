package fast_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// responseEvent holds the members of a response's event that the tests read.
type responseEvent struct {
	Type     string
	Sequence *int `json:"sequence_number"`
	Output   int  `json:"output_index"`
	Delta    string
	Text     string
	Item     json.RawMessage
	Response json.RawMessage

	Name, Arguments, Input, Obfuscation string
}

// responseEvents splits the stream of a response, and checks its types and sequence numbers.
func responseEvents(t testing.TB, stream []byte) (all []responseEvent) {
	t.Helper()
	text, ended := strings.CutSuffix(string(stream), "\n\n")
	if !ended {
		t.Fatalf("stream ends with %q", text[max(0, len(text)-40):])
	}
	for event := range strings.SplitSeq(text, "\n\n") {
		kind, data, ok := strings.Cut(event, "\ndata: ")
		var e responseEvent
		if err := json.Unmarshal([]byte(data), &e); err != nil || !ok || strings.Contains(data, "\n") || kind != "event: "+e.Type {
			t.Fatalf("event %q: %v", event, err)
		}
		if e.Sequence == nil || *e.Sequence != len(all) {
			t.Fatalf("event %d has another number: %s", len(all), data)
		}
		all = append(all, e)
	}
	switch last := all[len(all)-1].Type; last {
	case "response.completed", "response.incomplete":
	default:
		t.Fatalf("last event is %s", last)
	}
	return all
}

// gathered returns the text of the deltas of a stream, by item.
func gathered(events []responseEvent) (texts []string) {
	for _, e := range events {
		if e.Type == "response.output_item.added" {
			texts = append(texts, "")
		}
		if e.Delta != "" {
			texts[e.Output] += e.Delta
		}
	}
	return texts
}

// TestResponse_StreamEqualsWhole checks that the last event of a stream equals the response
// without streaming, and that the other events add up to it.
func TestResponse_StreamEqualsWhole(t *testing.T) {
	f := func(url, members string) {
		t.Helper()
		_, whole := post(t, url+responsesPath, `{`+members+`}`)
		_, stream := post(t, url+responsesPath, `{"stream":true,`+members+`}`)
		events := responseEvents(t, stream)
		last := events[len(events)-1]
		if got, want := withoutIDs(t, last.Response), withoutIDs(t, whole); got != want {
			t.Errorf("%s: stream ends with\n%s\nwhole response is\n%s", members, got, want)
		}
		var object struct{ Output []json.RawMessage }
		if err := json.Unmarshal(last.Response, &object); err != nil {
			t.Fatal(err)
		}
		texts := gathered(events)
		for _, e := range events {
			switch e.Type {
			case "response.output_item.done":
				if string(e.Item) != string(object.Output[e.Output]) {
					t.Errorf("%s: item %d is done as\n%s\nand ends as\n%s", members, e.Output, e.Item, object.Output[e.Output])
				}
			case "response.output_text.done", "response.function_call_arguments.done", "response.custom_tool_call_input.done", "response.reasoning_summary_text.done":
				if said := e.Text + e.Arguments + e.Input; said != texts[e.Output] {
					t.Errorf("%s: deltas of item %d say %q, then it says %q", members, e.Output, texts[e.Output], said)
				}
				if named := e.Name != ""; named != (e.Type == "response.function_call_arguments.done") {
					t.Errorf("%s: %s is of %q", members, e.Type, e.Name)
				}
			}
		}
	}
	for _, config := range []fast.Config{{}, {Timing: fast.Timing{ResponseDelay: time.Microsecond}, Answers: fast.Answers{ReasoningTokens: 40, ToolCallRate: 0.5}}} {
		url := serve(t, config)
		for seed := range 5 {
			f(url, fmt.Sprintf(`"seed":%d,"input":"hi","instructions":"a\nb"`, seed))
			f(url, fmt.Sprintf(`"seed":%d,"max_output_tokens":%d`, seed, 30*seed))
			f(url, fmt.Sprintf(`"seed":%d,%s,"tool_choice":"required"`, seed, flatTools))
			f(url, fmt.Sprintf(`"seed":%d,%s`, seed, flatTools))
			f(url, fmt.Sprintf(`"seed":%d,"tools":[{"type":"custom","name":"c"}],"tool_choice":"required","max_output_tokens":%d`, seed, 50*seed))
			f(url, fmt.Sprintf(`"seed":%d,"text":{"format":{"type":"json_schema","name":"m","schema":%s}}`, seed, mailSchema))
			f(url, fmt.Sprintf(`"seed":%d,"reasoning":{"effort":"low","summary":"auto"}`, seed))
			f(url, fmt.Sprintf(`"seed":%d,"include":["message.output_text.logprobs"],"top_logprobs":2,"max_output_tokens":20`, seed))
			f(url, fmt.Sprintf(`"seed":%d,"model":"echo","input":[{"role":"user","content":"say this"},{"role":"assistant","content":"no"}]`, seed))
		}
	}
}

// TestResponse_UnfinishedUsage checks that usage is null, not absent, in unfinished
// responses.
func TestResponse_UnfinishedUsage(t *testing.T) {
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Hour}}}})
	f := func(raw []byte, status string) {
		t.Helper()
		var a map[string]any
		if err := json.Unmarshal(raw, &a); err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
		if usage, ok := a["usage"]; !ok || usage != nil || a["status"] != status {
			t.Errorf("want status %s and usage null: %s", status, raw)
		}
	}
	_, queued := post(t, url+responsesPath, `{"input":"hi","background":true}`)
	f(queued, "queued")
	var a struct{ ID string }
	if err := json.Unmarshal(queued, &a); err != nil {
		t.Fatal(err)
	}
	_, body := exchange(t, url, request("GET", responsesPath+"/"+a.ID, "", ""))
	f(body, "in_progress")
	_, body = exchange(t, url, request("POST", responsesPath+"/"+a.ID+"/cancel", "", ""))
	f(body, "cancelled")

	_, stream := post(t, serve(t, fast.Config{})+responsesPath, `{"input":"hi","stream":true}`)
	for _, e := range responseEvents(t, stream)[:2] {
		f(e.Response, "in_progress")
	}
}

// withoutIDs returns a response without the members that differ between requests.
func withoutIDs(t *testing.T, raw []byte) string {
	t.Helper()
	var a map[string]any
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for _, name := range []string{"id", "created_at", "completed_at"} {
		delete(a, name)
	}
	for _, it := range a["output"].([]any) {
		delete(it.(map[string]any), "id")
	}
	return string(dump(a))
}

// TestResponse_EqualsChat checks that one seed gives the same text in both APIs.
func TestResponse_EqualsChat(t *testing.T) {
	url := serve(t, fast.Config{})
	for seed := range 5 {
		var chat answer
		postJSON(t, url+"/v1/chat/completions", fmt.Sprintf(`{"seed":%d,"max_tokens":250}`, seed), &chat)
		a := respondWith(t, url, fmt.Sprintf(`"seed":%d,"max_output_tokens":250`, seed))
		if a.OutputText() != chat.Choices[0].Message.Content || int(a.Usage.OutputTokens) != chat.Usage.CompletionTokens {
			t.Errorf("chat says %q, a response %q", chat.Choices[0].Message.Content, a.OutputText())
		}
	}
}

// TestResponse_EventTypes checks the whole sequence of events.
func TestResponse_EventTypes(t *testing.T) {
	f := func(c fast.Config, members string, want ...string) {
		t.Helper()
		c.Answers.StreamTokensMax = 4
		_, stream := post(t, serve(t, c)+responsesPath, `{"stream":true,"seed":3,`+members+`}`)
		var got []string
		for _, e := range responseEvents(t, stream) {
			kind := strings.TrimPrefix(e.Type, "response.")
			if len(got) == 0 || got[len(got)-1] != kind || !strings.HasSuffix(kind, ".delta") {
				got = append(got, kind)
			}
		}
		want = append([]string{"created", "in_progress"}, want...)
		if !slices.Equal(got, want) {
			t.Errorf("%s: events are\n%v, want\n%v", members, got, want)
		}
	}
	message := []string{"output_item.added", "content_part.added", "output_text.delta", "output_text.done", "content_part.done", "output_item.done"}
	call := []string{"output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done"}
	custom := []string{"output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done", "output_item.done"}
	silent := []string{"output_item.added", "output_item.done"}
	summary := []string{"output_item.added", "reasoning_summary_part.added", "reasoning_summary_text.delta", "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done"}
	then := func(lists ...[]string) []string { return slices.Concat(lists...) }
	completed, incomplete := []string{"completed"}, []string{"incomplete"}
	thinking := fast.Config{Answers: fast.Answers{ReasoningTokens: 50}}

	f(fast.Config{}, `"input":"hi"`, then(message, completed)...)
	f(fast.Config{}, `"max_output_tokens":5`, then(message, incomplete)...)
	f(fast.Config{}, `"max_output_tokens":0`, "output_item.added", "content_part.added", "output_text.done", "content_part.done", "output_item.done", "incomplete")
	f(fast.Config{}, `"tools":[{"type":"function","name":"f","parameters":`+weatherSchema+`}],"tool_choice":"required"`, then(call, completed)...)
	f(fast.Config{}, `"tools":[{"type":"custom","name":"f"}],"tool_choice":"required"`, then(custom, completed)...)
	f(fast.Config{}, `"text":{"format":{"type":"json_object"}}`, then(message, completed)...)
	f(thinking, `"input":"hi"`, then(silent, message, completed)...)
	f(thinking, `"reasoning":{"summary":"auto"}`, then(summary, message, completed)...)
	f(thinking, `"reasoning":{"effort":"none","summary":"auto"}`, then(message, completed)...)
	f(thinking, `"max_output_tokens":2`, then(silent, incomplete)...)
	f(thinking, `"tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"f"}`, then(silent, call, completed)...)
}

func TestResponse_Obfuscation(t *testing.T) {
	f := func(members string, want bool) {
		t.Helper()
		for _, text := range []pool.Text{pool.Ascii, pool.Rich} {
			_, stream := post(t, serve(t, fast.Config{Answers: fast.Answers{Text: text}})+responsesPath, `{"stream":true,`+members+`}`)
			for _, e := range responseEvents(t, stream) {
				if (e.Obfuscation != "") != (want && e.Delta != "") {
					t.Errorf("%s: obfuscation %q", e.Type, e.Obfuscation)
				}
				if want && (utf8.RuneCountInString(e.Delta)+len(e.Obfuscation))%16 != 0 {
					t.Errorf("%q is padded with %q", e.Delta, e.Obfuscation)
				}
			}
		}
	}
	f(`"stream_options":{"include_obfuscation":true}`, true)
	f(`"stream_options":{"include_obfuscation":false}`, false)
	f(`"model":"gpt-4o"`, true)
	f(`"model":"gpt-4o","stream_options":{"include_obfuscation":false}`, false)
	f(`"input":"hi"`, false)
}

// TestResponses_EncryptedReasoning wants what stands for the reasoning in every form of its
// item, the same each time, and only if the request includes it.
func TestResponses_EncryptedReasoning(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 40, Deterministic: true}})
	sealed := regexp.MustCompile(`"type":"reasoning","status":"[a-z_]*","summary":\[[^]]*\],"encrypted_content":"([a-z0-9]{192})"}`)
	f := func(members string, items int) {
		t.Helper()
		_, body := post(t, url+responsesPath, `{"model":"gpt-5","input":"a",`+members+`}`)
		found := sealed.FindAllSubmatch(body, -1)
		if len(found) != items || items > 0 && string(found[0][1]) != string(found[items-1][1]) || items == 0 && strings.Contains(string(body), "encrypted_content") {
			t.Errorf("%s: %d items, want %d: %s", members, len(found), items, body)
		}
	}
	const include = `"store":false,"include":["reasoning.encrypted_content"]`
	f(include, 1)
	f(include+`,"reasoning":{"summary":"auto"}`, 1)
	f(include+`,"stream":true`, 3)
	f(include+`,"stream":true,"reasoning":{"summary":"auto"}`, 3)
	f(`"store":false`, 0)
	f(`"include":["message.output_text.logprobs"],"stream":true`, 0)
}
