package fast_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

const (
	askText = `{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hello hello"}]}}`
	asText  = `{"type":"session.update","session":{"type":"realtime","output_modalities":["text"]}}`
)

// TestRealtime_Text checks the events of a conversation of two turns.
func TestRealtime_Text(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{Limits: fast.Limits{RPM: 100, TPM: 1_000_000}}), realtimePath)
	created := s.realtime()
	if created.Type != "session.created" || string(created.Session["model"]) != `"gpt-realtime"` || string(created.Session["output_modalities"]) != `["audio"]` {
		t.Errorf("got %+v", created)
	}
	s.say(asText)
	if e := s.realtime(); e.Type != "session.updated" || string(e.Session["output_modalities"]) != `["text"]` || string(e.Session["tools"]) != `[]` {
		t.Errorf("got %+v", e)
	}
	last, before := "", 0
	ids := map[string]bool{}
	for turn := range 2 {
		s.say(askText)
		asked := s.realtimeUntil("conversation.item.done")
		if got := typesOf(asked); got != "conversation.item.added conversation.item.done" || (asked[0].Previous == nil) != (turn == 0) || turn > 0 && *asked[0].Previous != last {
			t.Errorf("turn %d: %s, %+v", turn, got, asked)
		}
		s.say(`{"type":"response.create"}`)
		all := s.realtimeUntil("response.done")
		const want = "response.created rate_limits.updated response.output_item.added conversation.item.added response.content_part.added " +
			"response.output_text.delta response.output_text.done response.content_part.done conversation.item.done response.output_item.done response.done"
		if got := typesOf(all); got != want {
			t.Fatalf("events %s", got)
		}
		said, whole := "", ""
		for _, e := range all {
			if ids[e.ID] || e.ID == "" {
				t.Errorf("event id %q twice", e.ID)
			}
			ids[e.ID] = true
			said += e.Delta
			whole += e.Text
			if e.Type == "response.output_item.done" {
				last = e.Item.ID
				if len(e.Item.Content) != 1 || e.Item.Content[0].Text != said || e.Item.Content[0].Type != "output_text" || e.Item.Status != "completed" {
					t.Errorf("item %+v, deltas %q", e.Item, said)
				}
			}
		}
		done := all[len(all)-1].Response
		if said == "" || said != whole || done.Status != "completed" || len(done.Output) != 1 || done.Output[0].ID != last {
			t.Errorf("said %q, done %q: %+v", said, whole, done)
		}
		u := done.Usage
		if u.Total != u.Input+u.Output || u.Output != pool.Tokens(len(said)) || u.Input != before+pool.Tokens(len("hello hello")) && turn == 0 || u.Input <= before {
			t.Errorf("usage %+v of %q after %d", u, said, before)
		}
		before = u.Total
	}
}

// TestRealtime_Versions checks how answers in text, in audio and in the beta are named.
func TestRealtime_Versions(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, update, want string, headers ...string) {
		t.Helper()
		s := dialSocket(t, url, path, headers...)
		s.say("%s", update)
		s.realtimeUntil("session.updated")
		s.say(`{"type":"response.create"}`)
		all := s.realtimeUntil("response.done")
		if got := typesOf(all); got != want {
			t.Errorf("%s: events %s", update, got)
		}
		said, script := "", ""
		for _, e := range all {
			said += e.Delta
			script += e.Script + e.Text
		}
		if said == "" || said != script {
			t.Errorf("%s: said %q, then %q", update, said, script)
		}
	}
	const nothing = `{"type":"session.update","session":{"type":"realtime"}}`
	f(realtimePath, nothing, "response.created response.output_item.added conversation.item.added response.content_part.added response.output_audio_transcript.delta "+
		"response.output_audio.done response.output_audio_transcript.done response.content_part.done conversation.item.done response.output_item.done response.done")
	const betaText = "response.created response.output_item.added conversation.item.created response.content_part.added response.text.delta response.text.done " +
		"response.content_part.done response.output_item.done response.done"
	f(realtimePath, `{"type":"session.update","session":{"modalities":["text"]}}`, betaText, "OpenAI-Beta", "realtime=v1")
	f("/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-4o-realtime", `{"type":"session.update","session":{"modalities":["text"]}}`, betaText, "api-key", "sk")
	f("/openai/v1/realtime?model=gpt-realtime", asText, "response.created response.output_item.added conversation.item.added response.content_part.added response.output_text.delta "+
		"response.output_text.done response.content_part.done conversation.item.done response.output_item.done response.done")
}

// TestRealtime_Tools checks a call of a function, its result and the answer after it.
func TestRealtime_Tools(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), realtimePath)
	s.say(`{"type":"session.update","session":{"type":"realtime","output_modalities":["text"],"tool_choice":"required","tools":[{"type":"function","name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]}}`)
	s.realtimeUntil("session.updated")
	s.say(askText)
	s.realtimeUntil("conversation.item.done")
	s.say(`{"type":"response.create"}`)
	all := s.realtimeUntil("response.done")
	if got, want := typesOf(all), "response.created response.output_item.added conversation.item.added response.function_call_arguments.delta "+
		"response.function_call_arguments.done conversation.item.done response.output_item.done response.done"; got != want {
		t.Fatalf("events %s", got)
	}
	said, whole, call := "", "", ""
	for _, e := range all {
		said += e.Delta
		if e.Type == "response.function_call_arguments.done" {
			whole, call = e.Args, e.CallID
		}
	}
	var arguments struct{ City *string }
	if err := json.Unmarshal([]byte(said), &arguments); err != nil || arguments.City == nil || said != whole {
		t.Errorf("arguments %q, then %q: %v", said, whole, err)
	}
	s.say(`{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"nobody","output":"sunny"}}`)
	if e := s.next(); e.Type != "error" || *e.Error.Code != "invalid_tool_call_id" {
		t.Errorf("an unknown call: %s", e.raw)
	}
	s.say(`{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":%q,"output":"sunny"}}`, call)
	s.realtimeUntil("conversation.item.done")
	s.say(`{"type":"response.create","response":{"tool_choice":"auto"}}`)
	if all := s.realtimeUntil("response.done"); !strings.Contains(typesOf(all), "response.output_text.delta") {
		t.Errorf("after the result: %s", typesOf(all))
	}
}

// TestRealtime_AtOnce checks that a client gets the next answer if it asks as soon as the
// last one has ended or was refused.
func TestRealtime_AtOnce(t *testing.T) {
	set := new(fast.Fixtures)
	if _, err := set.Add([]byte(`{match: {system: refused}, answer: {error: {status: 429, code: too_fast}}}`)); err != nil {
		t.Fatal(err)
	}
	s := dialSocket(t, serve(t, fast.Config{Answers: fast.Answers{Fixtures: set}}), realtimePath)
	for i := range 300 {
		instructions, end := "", "response.done"
		if i%3 == 0 {
			instructions, end = "refused", "error"
		}
		s.say(`{"type":"response.create","response":{"output_modalities":["text"],"instructions":%q,"max_output_tokens":1}}`, instructions)
		for {
			e := s.next()
			if e.Type == "error" && *e.Error.Code != "too_fast" {
				t.Fatalf("answer %d: %s", i, e.raw)
			}
			if e.Type == end {
				break
			}
		}
	}
}

// TestRealtime_Cancel cancels an answer that would last for minutes.
func TestRealtime_Cancel(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: 20 * time.Millisecond}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 20_000}, StreamTokensMax: 1}}), realtimePath)
	s.say(`{"type":"response.cancel","event_id":"e1"}`)
	s.realtime()
	if e := s.next(); e.Type != "error" || *e.Error.Code != "response_cancel_not_active" || *e.Error.EventID != "e1" {
		t.Errorf("nothing to cancel: %s", e.raw)
	}
	s.say(`{"type":"response.create","response":{"output_modalities":["text"]}}`)
	all := s.realtimeUntil("response.output_text.delta")
	s.say(`{"type":"response.create"}`)
	s.say(`{"type":"response.cancel"}`)
	all = append(all, s.realtimeUntil("response.done")...)
	said, whole, refused := "", "", 0
	for _, e := range all {
		said += e.Delta
		whole += e.Text
		if e.Type == "error" {
			refused++
		}
	}
	done := all[len(all)-1].Response
	if said != whole || done.Status != "cancelled" || done.Details.Reason != "client_cancelled" || done.Usage.Output != pool.Tokens(len(said)) || refused != 1 {
		t.Errorf("said %q, then %q, %d refused: %+v", said, whole, refused, done)
	}
	s.say(`{"type":"response.create","response":{"output_modalities":["text"],"max_output_tokens":3}}`)
	all = s.realtimeUntil("response.done")
	if done := all[len(all)-1].Response; done.Status != "incomplete" || done.Details.Reason != "max_output_tokens" || done.Usage.Output != 3 {
		t.Errorf("after it: %+v", done)
	}
}
