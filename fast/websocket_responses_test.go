package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestResponsesSocket_Events checks that an answer over WebSocket has the events of one over
// HTTP, a message each.
func TestResponsesSocket_Events(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	s := dialSocket(t, url, responsesPath)
	for _, members := range []string{
		`"input":"hello"`, `"input":"hello","max_output_tokens":16`,
		`"input":"hello","tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}],"tool_choice":"required"`,
		`"input":"hello","stream_options":{"include_obfuscation":true}`,
	} {
		request := `{"type":"response.create","stream":true,"model":"gpt-4o",` + members + `}`
		_, body := post(t, url+responsesPath, request)
		var want []string
		for event := range strings.SplitSeq(strings.TrimSpace(string(body)), "\n\n") {
			_, data, _ := strings.Cut(event, "data: ")
			want = append(want, data)
		}
		s.say("%s", request)
		for i, e := range s.until("response.completed", "response.incomplete") {
			if e.raw != want[i] {
				t.Fatalf("event %d of %s:\n%s\n%s", i, members, e.raw, want[i])
			}
		}
	}
}

// TestResponsesSocket_Continues checks the tokens of a conversation that is not stored.
func TestResponsesSocket_Continues(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true}})
	s := dialSocket(t, url, responsesPath)
	s.say(`{"type":"response.create","model":"gpt-4o","store":false,"input":"hello hello hello"}`)
	first := s.answer().Response
	s.say(`{"type":"response.create","model":"gpt-4o","store":false,"input":"hello","previous_response_id":%q}`, first.ID)
	second := s.answer().Response
	if want := first.Usage.InputTokens + first.Usage.OutputTokens + 2; second.Usage.InputTokens != want {
		t.Errorf("%d input tokens, want %d", second.Usage.InputTokens, want)
	}
	other := dialSocket(t, url, responsesPath)
	for _, c := range []*socket{s, other} { // only the last response is remembered, and only on its connection
		c.say(`{"type":"response.create","model":"gpt-4o","input":"hello","previous_response_id":%q}`, first.ID)
		if e := c.answer(); e.Type != "error" || e.Status != 400 || *e.Error.Code != "previous_response_not_found" {
			t.Errorf("got %s", e.raw)
		}
	}
	s.say(`{"type":"response.create","model":"gpt-4o","generate":false,"input":"hello","previous_response_id":%q}`, second.ID)
	warm := s.answer()
	if warm.Type != "response.completed" || len(warm.Response.Output) != 0 || warm.Response.Usage.OutputTokens != 0 {
		t.Errorf("a warm-up is answered with %s", warm.raw)
	}
	s.say(`{"type":"response.create","model":"gpt-4o","input":"hello","previous_response_id":%q}`, warm.Response.ID)
	if third := s.answer(); third.Type == "error" || third.Response.Usage.InputTokens != warm.Response.Usage.InputTokens+2 {
		t.Errorf("after a warm-up: %s", third.raw)
	}
}

// TestResponsesSocket_Streams checks that events name their stream, that there are not too
// many of them, and that the answers of all come whole.
func TestResponsesSocket_Streams(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), responsesPath)
	const n = 32
	for i := range n {
		s.say(`{"type":"response.create","stream_id":"s.%d","input":"hello"}`, i)
	}
	events := map[string]int{}
	for done := 0; done < n; {
		e := s.next()
		if e.Type == "error" || *e.Number != events[e.Stream] {
			t.Fatalf("event %d of stream %q: %s", events[e.Stream], e.Stream, e.raw)
		}
		if events[e.Stream]++; e.Type == "response.completed" || e.Type == "response.incomplete" {
			done++
		}
	}
	for i := range n {
		if events[fmt.Sprintf("s.%d", i)] < 8 {
			t.Errorf("stream %d has %d events", i, events[fmt.Sprintf("s.%d", i)])
		}
	}
	s.say(`{"type":"response.create","stream_id":"another","input":"hello"}`)
	if e := s.next(); e.Type != "error" || *e.Error.Code != "websocket_stream_limit_reached" || e.Stream != "another" {
		t.Errorf("got %s", e.raw)
	}
	s.say(`{"type":"response.create","input":"hello"}`)
	if e := s.answer(); e.Type == "error" || e.Stream != "" {
		t.Errorf("without a stream: %s", e.raw)
	}
}

// TestResponsesSocket_StreamsSideBySide checks that an answer waits for those of its own
// stream, and not for those of others: the stalled one never ends.
func TestResponsesSocket_StreamsSideBySide(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), responsesPath)
	s.say(`{"type":"response.create","stream_id":"stalled","model":"m:fault=stall:after=3","input":"hello"}`)
	if e := s.next(); e.Stream != "stalled" {
		t.Fatalf("got %s", e.raw)
	}
	s.say(`{"type":"response.create","stream_id":"stalled","model":"behind","input":"hello"}`)
	for i := range 3 {
		s.say(`{"type":"response.create","stream_id":"free","model":"m-%d","input":"hello"}`, i)
	}
	for i := range 3 {
		for {
			e := s.next()
			if e.Stream == "stalled" {
				if *e.Number > 2 {
					t.Fatalf("the stream goes on: %s", e.raw)
				}
				continue
			}
			if e.Stream != "free" || e.Type == "error" {
				t.Fatalf("got %s", e.raw)
			}
			if e.Type == "response.completed" || e.Type == "response.incomplete" {
				if want := fmt.Sprintf("m-%d", i); e.Response.Model != want {
					t.Errorf("answer %d is of %s", i, e.Response.Model)
				}
				break
			}
		}
	}
}

// TestResponsesSocket_UnknownEvent wants the type of an unknown event to be named as it was sent.
func TestResponsesSocket_UnknownEvent(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), responsesPath)
	s.say(`{"type":"a\"\u00e9"}`)
	if e := s.answer(); e.Type != "error" || !strings.HasPrefix(e.Error.Message, `Invalid value: 'a"é'.`) {
		t.Errorf("got %s", e.raw)
	}
}

// TestResponsesSocket_InjectedErrors checks that an error that an answer is, or ends with, is
// told with its status and type, and over HTTP with its type and in response.failed.
func TestResponsesSocket_InjectedErrors(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(parameters string, status int, kind, code, overHTTP string) {
		t.Helper()
		for _, spec := range []string{"error:" + parameters, "error-event:after=2," + parameters} {
			s := dialSocket(t, url, responsesPath, "X-Mock-Fault", spec)
			s.say(`{"type":"response.create","stream_id":"a","input":"hello"}`)
			e := s.answer()
			if e.Type != "error" || e.Status != status || e.Error.Type != kind || e.Error.Message == "" || e.Stream != "a" || code != "" && (e.Error.Code == nil || *e.Error.Code != code) {
				t.Errorf("%s: %s", spec, e.raw)
			}
			if strings.HasPrefix(spec, "error-event") && (e.Number == nil || *e.Number != 2) {
				t.Errorf("%s: %s", spec, e.raw)
			}
		}
		_, body := post(t, url+responsesPath, `{"stream":true,"model":"m~fault=error-event~after=2~`+strings.ReplaceAll(parameters, ",", "~")+`","input":"hello"}`)
		list := strings.Split(strings.TrimSuffix(string(body), "\n\n"), "\n\n")
		var e struct {
			Number int `json:"sequence_number"`
			Error  struct {
				Type, Message string
				Code          *string
			}
			Response struct {
				Status string
				Error  struct{ Code, Message string }
				Output []any
			}
		}
		for i, event := range list[len(list)-2:] {
			_, data, _ := strings.Cut(event, "data: ")
			if err := json.Unmarshal([]byte(data), &e); err != nil || e.Number != 2+i {
				t.Errorf("%s: %v in %s", parameters, err, event)
			}
		}
		if r := e.Response; len(list) != 4 || e.Error.Type != kind || e.Error.Message == "" || r.Status != "failed" || r.Error.Message != e.Error.Message || r.Error.Code != overHTTP || r.Output == nil {
			t.Errorf("%s: %s, want %s", parameters, body, overHTTP)
		}
	}
	f("status=500", 500, "server_error", "", "server_error")
	f("status=429,type=tokens", 429, "tokens", "rate_limit_exceeded", "rate_limit_exceeded")
	f("status=400", 400, "invalid_request_error", "", "server_error")
}

// TestResponsesSocket_Codex wants --strict to take what Codex sends: a warm-up without input, and
// members that the description does not have.
func TestResponsesSocket_Codex(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{Answers: fast.Answers{Strict: true}}), responsesPath)
	s.say(`{"type":"response.create","model":"gpt-4o","generate":false,"input":[],"client_metadata":{"a":"b"}}`)
	warm := s.answer()
	if warm.Type != "response.completed" {
		t.Fatalf("a warm-up is answered with %s", warm.raw)
	}
	const more = `,"internal_chat_message_metadata_passthrough":{"turn_id":"t"}`
	s.say(`{"type":"response.create","model":"gpt-4o","previous_response_id":%q,"input":[{"role":"user","content":"hi"`+more+`},`+
		`{"type":"function_call","call_id":"c","name":"f","arguments":"{}"`+more+`},{"type":"function_call_output","call_id":"c","output":"1"`+more+`}]}`, warm.Response.ID)
	if e := s.answer(); e.Type != "response.completed" {
		t.Errorf("got %s", e.raw)
	}
	s.say(`{"type":"response.create","model":"gpt-4o","input":[]}`)
	if e := s.answer(); e.Type != "error" || e.Status != 400 {
		t.Errorf("an answer to no input: %s", e.raw)
	}
}
