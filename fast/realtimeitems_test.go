package fast_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestRealtime_Items checks what can be done with items, and audio that is committed.
func TestRealtime_Items(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), realtimePath)
	s.realtime()
	create := func(id, previous string) realtimeEvent {
		t.Helper()
		s.say(`{"type":"conversation.item.create","previous_item_id":%q,"item":{"id":%q,"type":"message","role":"user","content":[{"type":"input_audio","audio":"AAAA","transcript":"hello"}]}}`, previous, id)
		return s.realtimeUntil("conversation.item.done")[0]
	}
	create("a", "root")
	create("c", "a")
	if e := create("b", "a"); *e.Previous != "a" {
		t.Errorf("previous item %s", *e.Previous)
	}
	if e := create("first", "root"); e.Previous != nil {
		t.Errorf("previous item %s", *e.Previous)
	}
	f := func(message, want string) string {
		t.Helper()
		s.say("%s", message)
		e := s.next()
		if got := e.Type; got != want && (e.Error.Code == nil || *e.Error.Code != want) {
			t.Errorf("%s: %s", message, e.raw)
		}
		return e.raw
	}
	if raw := f(`{"type":"conversation.item.retrieve","item_id":"b"}`, "conversation.item.retrieved"); strings.Contains(raw, "AAAA") || !strings.Contains(raw, `"transcript":"hello"`) {
		t.Errorf("got %s", raw)
	}
	f(`{"type":"conversation.item.truncate","item_id":"b","content_index":0,"audio_end_ms":5}`, "conversation.item.truncated")
	f(`{"type":"conversation.item.delete","item_id":"b"}`, "conversation.item.deleted")
	f(`{"type":"conversation.item.delete","item_id":"b"}`, "item_delete_invalid_item_id")
	f(`{"type":"conversation.item.retrieve"}`, "missing_required_parameter")
	f(`{"type":"input_audio_buffer.commit"}`, "input_audio_buffer_commit_empty")
	s.say(`{"type":"input_audio_buffer.append","audio":%q}`, strings.Repeat("AAAA", 4000))
	f(`{"type":"input_audio_buffer.clear"}`, "input_audio_buffer.cleared")
	s.say(`{"type":"input_audio_buffer.append","audio":%q}`, strings.Repeat("AAAA", 4000))
	f(`{"type":"input_audio_buffer.commit"}`, "input_audio_buffer.committed")
	if e := s.realtimeUntil("conversation.item.done")[0]; *e.Previous != "c" || e.Item.Role != "user" {
		t.Errorf("committed %+v", e)
	}
	for _, bad := range []string{`{"type":"conversation.item.create"}`, `{"type":"conversation.item.create","item":7}`, `{"type":"conversation.item.create","item":{}}`,
		`{"type":"conversation.item.create","item":{"type":"message"}}`, `{"type":"conversation.item.create","item":{"type":"message","role":"user","content":"a"}}`,
		`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[7]}}`, `{"type":"conversation.item.create","item":{"type":"x"}}`,
		`{"type":"conversation.item.create","item":{"type":"message","role":"tool","content":[]}}`, `{"type":"session.update"}`, `{"type":"session.update","session":{"tools":{}}}`,
		`{"type":"session.update","session":{"type":"transcription"}}`, `{"type":"session.update","session":{"output_modalities":["video"]}}`,
		`{"type":"response.create","response":7}`, `{"type":"response.create","response":{"input":7}}`, `{"type":"response.create","response":{"input":[7]}}`,
		`{"type":"response.create","response":{"max_output_tokens":0}}`, `{"type":"response.create","response":{"tools":[7]}}`, `{"type":"x"}`, `{}`, `[`, `"a"`} {
		f(bad, "error")
	}
	f(`{"type":"response.create","event_id":"mine","response":{"conversation":"none","output_modalities":["text"],"input":[{"type":"item_reference","id":"a"}]}}`, "response.created")
	if all := s.realtimeUntil("response.done"); all[len(all)-1].Response.Conversation != nil || strings.Contains(typesOf(all), "conversation.item") {
		t.Errorf("outside of the conversation: %s", typesOf(all))
	}
}

// TestRealtime_LikeRequests checks faults, limits, echo, strict and determinism.
func TestRealtime_LikeRequests(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Echo: true, Strict: true, Models: []string{"gpt-realtime"}}})
	run := func(url, path string, headers ...string) (raw []string) {
		t.Helper()
		s := dialSocket(t, url, path, headers...)
		for _, message := range []string{asText, askText, `{"type":"response.create"}`} {
			s.say("%s", message)
		}
		for {
			e := s.next()
			if raw = append(raw, e.raw); e.Type == "response.done" || e.Type == "error" {
				return raw
			}
		}
	}
	last := func(raw []string) string { return raw[len(raw)-1] }
	if all := run(url, realtimePath); !strings.Contains(last(all), `"text":"hello hello"`) {
		t.Errorf("echo: %s", last(all))
	}
	if all := run(url, "/v1/realtime?model=none"); !strings.Contains(last(all), `"model_not_found"`) {
		t.Errorf("an unknown model: %s", last(all))
	}
	for spec, want := range map[string]string{"error:status=503": `"type":"server_error"`, "error-event": `"status":"failed"`, "empty-choices": `"output":[]`} {
		if all := run(url, realtimePath, "X-Mock-Fault", spec); !strings.Contains(last(all), want) {
			t.Errorf("%s: %s", spec, last(all))
		}
	}
	s := dialSocket(t, url, realtimePath)
	s.realtime()
	s.say(`{"type":"session.update","event_id":"e","session":{"type":"realtime","nonsense":1}}`)
	if e := s.next(); e.Type != "error" || *e.Error.Code != "unknown_parameter" || *e.Error.Param != "session.nonsense" || *e.Error.EventID != "e" {
		t.Errorf("strict: %s", e.raw)
	}
	one, other := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}}), serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	if first, again := run(one, realtimePath), run(other, realtimePath); !slices.Equal(first, again) {
		t.Errorf("two deterministic servers:\n%s\n%s", fmt.Sprint(first), fmt.Sprint(again))
	}
}

// TestRealtime_Limits checks that a conversation does not grow for ever by its answers, and
// that a message that refers to an item many times does not grow into a large request.
func TestRealtime_Limits(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{MaxBody: 20_000}})
	s := dialSocket(t, url, realtimePath)
	answered := 0
	for e := (serverEvent{}); e.Type != "error"; e = s.answer() {
		if answered++; answered > 2000 {
			t.Fatal("the conversation grows for ever")
		}
		s.say(`{"type":"response.create","response":{"output_modalities":["text"],"input":[]}}`)
	}
	s.say(`{"type":"response.create","response":{"conversation":"none","input":[]}}`)
	if e := s.answer(); e.Type != "response.done" {
		t.Errorf("outside of the conversation: %s", e.raw)
	}

	s = dialSocket(t, url, realtimePath)
	s.say(`{"type":"conversation.item.create","item":{"id":"a","type":"message","role":"user","content":[{"type":"input_text","text":%q}]}}`, strings.Repeat("a", 10_000))
	const reference = `{"type":"item_reference","id":"a"}`
	for n, want := range map[int]string{1: "response.done", 400: "error"} {
		s.say(`{"type":"response.create","response":{"conversation":"none","input":[%s]}}`, strings.Repeat(reference+",", n-1)+reference)
		if e := s.answer(); e.Type != want {
			t.Errorf("%d references: %s", n, e.raw)
		}
	}
}
