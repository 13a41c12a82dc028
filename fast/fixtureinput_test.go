package fast

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestFixtures_CustomInput calls tools with a plain text: custom ones with the text itself,
// others with an argument that says it.
func TestFixtures_CustomInput(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {has-result: false}
    answer: {tools: [{name: exec, input: "say(\"hi\")\n", id: call_1}, {name: f, arguments: {a: 1}}]}
  - match: {tool: exec, result: hi}
    answer: It said hi.
`)
	const (
		asked    = `"messages":[{"role":"user","content":"go"}],`
		custom   = asked + `"tools":[{"type":"custom","custom":{"name":"exec"}},{"type":"function","function":{"name":"f"}}]`
		function = asked + `"tools":[{"type":"function","function":{"name":"exec"}}]`
		flat     = `"input":"go","tools":[{"type":"custom","name":"exec"}]`
	)
	f := func(path, members string, want ...string) {
		t.Helper()
		r := row{path: path, members: members}
		status, body := r.ask(handler, "gpt-4o")
		for _, text := range want {
			if status != 200 || !strings.Contains(string(body), text) {
				t.Errorf("%s %s: status %d, no %s in %s", path, members, status, text, body)
			}
		}
	}
	const chat, responses, messages, cohere, ollama = "/v1/chat/completions", "/v1/responses", "/v1/messages", "/v2/chat", "/api/chat"
	f(chat, custom, `{"id":"call_1","type":"custom","custom":{"name":"exec","input":"say(\"hi\")\n"}}`, `"arguments":"{\"a\":1}"`,
		`"completion_tokens":5,`) // 10 characters and 7
	f(chat, `"stream":true,`+custom, `"type":"custom","custom":{"name":"exec","input":""`, `"custom":{"input":"`)
	f(chat, function, `{"id":"call_1","type":"function","function":{"name":"exec","arguments":"{\"input\":\"say(\\\"hi\\\")\\n\"}"}}`)
	f(chat, asked+`"functions":[{"name":"exec"}]`, `"function_call":{"name":"exec","arguments":"{\"input\":`)
	f(responses, flat, `"type":"custom_tool_call"`, `"input":"say(\"hi\")\n"`)
	f(responses, `"stream":true,`+flat, `response.custom_tool_call_input.done`, `"input":"say(\"hi\")\n"`)
	f(messages, `"max_tokens":99,`+asked+`"tools":[{"name":"exec","input_schema":{"type":"object"}}]`, `"input":{"input":"say(\"hi\")\n"}`)
	f(chat, `"messages":[{"role":"assistant","tool_calls":[{"id":"call_1","type":"custom","custom":{"name":"exec","input":"x"}}]},`+
		`{"role":"tool","tool_call_id":"call_1","content":"hi"}]`, "It said hi.")
	f(responses, `"input":[{"type":"custom_tool_call","call_id":"call_1","name":"exec","input":"x"},{"type":"custom_tool_call_output","call_id":"call_1","output":"hi"}]`,
		"It said hi.")
	for _, path := range []string{cohere, ollama} {
		r := row{path: path, members: `"stream":false,` + custom}
		if status, body := r.ask(handler, "gpt-4o"); status != 200 || !json.Valid(body) {
			t.Errorf("%s: status %d: %s", path, status, body)
		}
	}
}
