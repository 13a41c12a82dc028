package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/fault"
)

// TestReply checks that every endpoint with text gives the exact text, streamed or not,
// whatever else a request asks for.
func TestReply(t *testing.T) {
	s, url := start(t, fast.Config{})
	const text = "Grüße \"an\" alle\n\\ 👋 ends"
	if err := s.Reply(text); err != nil {
		t.Fatal(err)
	}
	quoted, _ := json.Marshal(text)
	f := func(path, body string) {
		t.Helper()
		status, answer := post(t, url+path, body)
		if status != 200 {
			t.Fatalf("%s %s: status %d: %s", path, body, status, answer)
		}
		if got := said(t, answer); got != text {
			t.Errorf("%s %s: said %q, want %s", path, body, got, quoted)
		}
	}
	tools := `"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"`
	for _, stream := range []string{`"stream":false`, `"stream":true`} {
		f("/v1/chat/completions", `{`+stream+`}`)
		f("/v1/chat/completions", `{"max_tokens":1,"stop":["a"],"seed":3,`+stream+`}`)
		f("/v1/chat/completions", `{"response_format":{"type":"json_object"},`+stream+`}`)
		f("/v1/chat/completions", `{"model":"echo","messages":[{"role":"user","content":"no"}],`+stream+`}`)
		f("/v1/chat/completions", `{`+tools+`,`+stream+`}`)
		f("/v1/completions", `{"prompt":"no","echo":true,"max_tokens":1,`+stream+`}`)
		f("/v1/responses", `{"input":"no","max_output_tokens":16,`+stream+`}`)
	}
	var three answer
	postJSON(t, url+"/v1/chat/completions", `{"n":3}`, &three)
	for _, c := range three.Choices {
		if c.Message.Content != text || *c.FinishReason != "stop" {
			t.Errorf("choice %d says %q and ends with %s", c.Index, c.Message.Content, *c.FinishReason)
		}
	}
	if len(three.Choices) != 3 || three.Usage.CompletionTokens != 3*((len([]rune(text))+3)/4) {
		t.Errorf("%d choices of %d tokens", len(three.Choices), three.Usage.CompletionTokens)
	}
	for _, bad := range []string{"\xff", strings.Repeat("a", 64<<20+1)} {
		if s.Reply(bad) == nil || s.ReplyNext(bad) == nil {
			t.Errorf("%.9q is no error", bad)
		}
	}
}

// TestReplyNext checks that texts come in order, each in one successful answer.
func TestReplyNext(t *testing.T) {
	s, url := start(t, fast.Config{})
	chat := func() string {
		t.Helper()
		status, answer := post(t, url+"/v1/chat/completions", `{"n":1}`)
		if status != 200 {
			return "failed"
		}
		return said(t, answer)
	}
	f := func(want string) {
		t.Helper()
		if got := chat(); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
	if err := s.ReplyNext("one", "two"); err != nil {
		t.Fatal(err)
	}
	if err := s.FailNext(1, fault.Spec{Kind: fault.Error, Status: 503}); err != nil {
		t.Fatal(err)
	}
	f("failed")
	f("one")
	s.ReplyNext("three")
	s.Reply("always")
	f("two")
	f("three")
	f("always")
	f("always")
	s.ReplyNext("", "four")
	f("")
	f("four")
	f("always")
	s.ReplyNext("lost")
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	if got := chat(); got == "lost" || got == "always" || got == "" {
		t.Errorf("said %q after the reset", got)
	}
	s.ReplyNext("five")
	f("five")
	if got := chat(); got == "five" || got == "" {
		t.Errorf("said %q once none is left", got)
	}
}

// TestReplyNext_Refused wants a request that a limit refuses to use up no text.
func TestReplyNext_Refused(t *testing.T) {
	s, url := start(t, fast.Config{Limits: fast.Limits{TPM: 100}})
	if err := s.ReplyNext("one"); err != nil {
		t.Fatal(err)
	}
	if status, answer := post(t, url+"/v1/chat/completions", `{"messages":[{"role":"user","content":"`+strings.Repeat("long ", 100)+`"}]}`); status != 429 {
		t.Errorf("status %d: %s", status, answer)
	}
	for _, want := range []string{"one", "two"} {
		if _, answer := post(t, url+"/v1/chat/completions", `{"max_tokens":1}`); said(t, answer) != want {
			t.Errorf("%s, not %s", answer, want)
		}
		if err := s.ReplyNext("two"); err != nil {
			t.Fatal(err)
		}
	}
}

// said returns the text of the first choice of an answer of any endpoint.
func said(t *testing.T, body []byte) (text string) {
	t.Helper()
	var whole struct {
		answer
		Output []struct{ Content []struct{ Text string } }
	}
	if json.Unmarshal(body, &whole) == nil {
		for _, item := range whole.Output {
			text += item.Content[0].Text
		}
		for _, c := range whole.Choices {
			text += c.Text + c.Message.Content
		}
		return text
	}
	for line := range strings.Lines(string(body)) {
		data, ok := strings.CutPrefix(line, "data: ")
		var event struct {
			Type    string
			Delta   json.RawMessage
			Choices []struct {
				Text  string
				Delta struct{ Content string }
			}
		}
		if !ok || json.Unmarshal([]byte(data), &event) != nil {
			continue
		}
		if event.Type == "response.output_text.delta" {
			var piece string
			json.Unmarshal(event.Delta, &piece)
			text += piece
		}
		for _, c := range event.Choices {
			text += c.Text + c.Delta.Content
		}
	}
	return text
}
