package fast_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

const messagesPath = "/v1/messages"

// TestMessages_Speed wants the usage to name the speed that a request asks for.
func TestMessages_Speed(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members, want string) {
		t.Helper()
		for _, stream := range []string{"", `"stream":true,`} {
			_, body := exchange(t, url, request("POST", messagesPath, "", `{`+stream+members+messageMembers+`}`))
			if _, usage, _ := strings.Cut(string(body), `"inference_geo":"not_available"`); !strings.HasPrefix(usage, want+"}") {
				t.Errorf("%s: %s", members, body)
			}
		}
	}
	f("", "")
	f(`"speed":null,`, "")
	f(`"speed":"warp",`, "")
	f(`"speed":"fast",`, `,"speed":"fast"`)
	f(`"speed":"standard",`, `,"speed":"standard"`)
}

// TestMessages_ContextManagement wants an answer to say which edits of the context were applied,
// which is none, if the request has any.
func TestMessages_ContextManagement(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members string, want int) {
		t.Helper()
		for _, stream := range []string{"", `"stream":true,`} {
			_, body := exchange(t, url, request("POST", messagesPath, "", `{`+stream+members+messageMembers+`}`))
			if n := strings.Count(string(body), `}},"context_management":{"applied_edits":[]}}`) + strings.Count(string(body), `"},"context_management":{"applied_edits":[]}}`); n != want {
				t.Errorf("%s: %s", members, body)
			}
		}
	}
	f("", 0)
	f(`"context_management":null,`, 0)
	f(`"context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]},`, 1)
}

// TestMessages_StreamEqualsWhole wants a stream to make the message that the whole
// answer to the same request is, paced or not.
func TestMessages_StreamEqualsWhole(t *testing.T) {
	for _, config := range []fast.Config{
		{}, {Answers: fast.Answers{Text: pool.Rich, StreamTokensMin: 2, StreamTokensMax: 9}},
		{Timing: fast.Timing{ResponseDelay: time.Microsecond}, Answers: fast.Answers{ReasoningTokens: 40, ToolCallRate: 0.5}},
	} {
		url := serve(t, config)
		f := func(members string) {
			t.Helper()
			var whole anthropicMessage
			postJSON(t, url+messagesPath, `{`+members+`}`, &whole)
			_, stream := post(t, url+messagesPath, `{"stream":true,`+members+`}`)
			got := assembled(t, stream)
			for _, m := range []*anthropicMessage{&whole, &got} {
				if m.Type != "message" || m.Role != "assistant" || !strings.HasPrefix(m.ID, "msg_") {
					t.Errorf("%s: %+v", members, m)
				}
				m.ID = ""
				for i := range m.Content {
					b := &m.Content[i]
					if (b.Type == "thinking") != (len(b.Signature) == 96) || (b.Type == "tool_use") != strings.HasPrefix(b.ID, "toolu_") {
						t.Errorf("%s: block %+v", members, b)
					}
					if b.ID, b.Signature = "", ""; m.Stop == "max_tokens" {
						b.Input = nil // is cut in the stream
					}
				}
			}
			if a, b := fmt.Sprintf("%+v %s", got, dump(got)), fmt.Sprintf("%+v %s", whole, dump(whole)); got.Stop != whole.Stop || string(dump(got)) != string(dump(whole)) {
				t.Errorf("%s: stream makes\n%s\nwhole message is\n%s", members, a, b)
			}
		}
		for seed := range 5 {
			s := fmt.Sprintf(`"seed":%d,`, seed)
			f(s + messageMembers)
			f(s + fmt.Sprintf(`"max_tokens":%d,"stop_sequences":["the ","\n"]`, 20*seed))
			f(s + messageMembers + `,` + messageTools)
			f(s + messageMembers + `,` + messageTools + `,"tool_choice":{"type":"any"}`)
			f(s + fmt.Sprintf(`"max_tokens":%d,%s,"tool_choice":{"type":"any"}`, 4*seed, messageTools))
			f(s + messageMembers + `,"thinking":{"type":"enabled","budget_tokens":1024}`)
			f(s + messageMembers + `,"thinking":{"type":"adaptive"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":` + mailSchema + `}}`)
			f(s + fmt.Sprintf(`"max_tokens":%d,"thinking":{"type":"enabled","budget_tokens":1024}`, 60*seed))
			f(s + `"model":"echo","messages":[{"role":"user","content":[{"type":"text","text":"say \u00e9 this"}]},{"role":"assistant","content":"no"}]`)
		}
	}
}

// TestMessages_Usage wants all that a prompt has to be counted, in a message as where
// tokens are counted, and thinking within its budget.
func TestMessages_Usage(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 500}})
	f := func(members string, input int) {
		t.Helper()
		var m anthropicMessage
		postJSON(t, url+messagesPath, `{`+members+`}`, &m)
		var counted struct {
			Input int `json:"input_tokens"`
		}
		postJSON(t, url+messagesPath+"/count_tokens", `{`+members+`}`, &counted)
		if m.Usage.Input != input || counted.Input != input {
			t.Errorf("%s: %d tokens in usage, %d counted, want %d", members, m.Usage.Input, counted.Input, input)
		}
	}
	f(``, 0)
	f(`"system":"12345678"`, 2)
	f(`"system":[{"type":"text","text":"1234"},{"type":"text","text":"5678"}],"messages":[{"role":"user","content":"1234"}]`, 3)
	f(`"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},`+
		`{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"1234"}}]}]`, 1)
	f(`"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":{"a": 1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"1234"}]}]}]`, 3)
	f(`"tools":[{"name":"abc"}]`, 4)

	var m anthropicMessage
	postJSON(t, url+messagesPath, `{"thinking":{"type":"enabled","budget_tokens":100},`+messageMembers+`}`, &m)
	if thought, told := m.Usage.Details.Thinking, pool.Tokens(len(m.Content[0].Thinking)); thought != 100 || told != 100 || m.Usage.Output != thought+pool.Tokens(len(m.Content[1].Text)) {
		t.Errorf("%d tokens thought, %d told, usage %+v", thought, told, m.Usage)
	}
	postJSON(t, url+messagesPath, `{`+messageMembers+`}`, &m)
	if m.Usage.Details.Thinking != 0 || m.Content[0].Type != "text" {
		t.Errorf("thinks although nothing asked for it: %+v", m)
	}
	postJSON(t, url+messagesPath, `{"thinking":{"type":"adaptive","display":"omitted"},`+messageMembers+`}`, &m)
	if b := m.Content[0]; b.Type != "thinking" || b.Thinking != "" || b.Signature == "" || m.Usage.Details.Thinking == 0 {
		t.Errorf("omitted thinking is %+v", b)
	}
}

// TestMessages_ToolChoice wants calls where and as tool_choice says, with valid inputs.
func TestMessages_ToolChoice(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(members string, least, most int, names ...string) {
		t.Helper()
		seen := map[int]bool{}
		for seed := range 20 {
			var m anthropicMessage
			postJSON(t, url+messagesPath, fmt.Sprintf(`{"seed":%d,%s,%s}`, seed, messageTools, members), &m)
			calls := 0
			for _, b := range m.Content {
				if b.Type != "tool_use" {
					continue
				}
				calls++
				if !slices.Contains(names, b.Name) {
					t.Errorf("%s: calls %q", members, b.Name)
				}
				if b.Name == "weather" {
					wantValid(t, mailSchema, string(b.Input))
				}
			}
			seen[calls] = true
			if (calls > 0) != (m.Stop == "tool_use") {
				t.Errorf("%s: %d calls, stops for %q", members, calls, m.Stop)
			}
		}
		for n := range seen {
			if n < least || n > most {
				t.Errorf("%s: %d calls, want %d to %d", members, n, least, most)
			}
		}
		if !seen[least] || !seen[most] {
			t.Errorf("%s: calls %v, want %d and %d", members, seen, least, most)
		}
	}
	all := []string{"weather", "time", "bash"}
	f(messageMembers, 1, 2, all...)
	f(messageMembers+`,"tool_choice":{"type":"auto"}`, 1, 2, all...)
	f(messageMembers+`,"tool_choice":{"type":"any","disable_parallel_tool_use":true}`, 1, 1, all...)
	f(messageMembers+`,"tool_choice":{"type":"tool","name":"time"}`, 1, 1, "time")
	f(messageMembers+`,"tool_choice":{"type":"none"}`, 0, 0)
	f(`"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"b"}]}]`, 0, 0)
	status, body := post(t, url+messagesPath, `{`+messageTools+`,"tool_choice":{"type":"tool","name":"none"}}`)
	if status != 400 || !strings.Contains(string(body), "Tool 'none' not found in provided tools") {
		t.Errorf("status %d: %s", status, body)
	}
}

// TestMessages_StopReason wants the reason and the sequence.
func TestMessages_StopReason(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members, reason, sequence, text string) {
		t.Helper()
		var m anthropicMessage
		postJSON(t, url+messagesPath, `{"model":"echo","messages":[{"role":"user","content":"one \"two\" three"}],`+members+`}`, &m)
		got, said := "", ""
		if m.Sequence != nil {
			got = *m.Sequence
		}
		if len(m.Content) > 0 {
			said = m.Content[0].Text
		}
		if m.Stop != reason || got != sequence || said != text {
			t.Errorf("%s: stops for %q, %q behind %q", members, m.Stop, got, said)
		}
	}
	f(`"max_tokens":99`, "end_turn", "", `one "two" three`)
	f(`"max_tokens":2`, "max_tokens", "", `one "two`)
	f(`"max_tokens":0`, "max_tokens", "", ``)
	f(`"stop_sequences":["zzz","three","two\""]`, "stop_sequence", `two"`, `one "`)
	f(`"stop_sequences":["one"]`, "stop_sequence", `one`, ``)
	f(`"stop_sequences":["zzz"]`, "end_turn", "", `one "two" three`)
}
