package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestResponses_ToolsOfServers wants a tool_choice that names a tool of an MCP server to be no
// error, and functions that it does not allow not to be called.
func TestResponses_ToolsOfServers(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(choice string, calls bool) {
		t.Helper()
		status, body := post(t, url+responsesPath, `{"input":"hi",`+flatTools+`,"tool_choice":`+choice+`}`)
		if status != 200 || strings.Contains(string(body), `"type":"function_call"`) != calls {
			t.Errorf("%s: status %d: %s", choice, status, body)
		}
	}
	f(`"auto"`, true)
	f(`{"type":"mcp","server_label":"s","name":"ask"}`, false)
	f(`{"type":"mcp","server_label":"s"}`, false)
	f(`{"type":"allowed_tools","mode":"required","tools":[{"type":"mcp","server_label":"s"},{"type":"web_search"}]}`, false)
	f(`{"type":"allowed_tools","mode":"required","tools":[{"type":"mcp","server_label":"s","name":"ask"},{"type":"function","name":"send_mail"}]}`, true)
	f(`{"type":"auto"}`, true)
}

// TestResponses_ToolsOfItems wants tools called that an item of the input offers, and tools of
// namespaces, with the namespace.
func TestResponses_ToolsOfItems(t *testing.T) {
	const (
		namespace = `{"type":"namespace","name":"crm","description":"","tools":[{"type":"function","name":"find","parameters":{"type":"object","properties":{"n":{"const":7}},"required":["n"]}}]}`
		custom    = `{"type":"namespace","name":"crm","tools":[7,{"type":"custom","name":"run"}]}`
		plain     = `{"type":"function","name":"look"}`
	)
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(members, want string) {
		t.Helper()
		for _, streams := range []string{"false", "true"} {
			status, body := post(t, url+responsesPath, `{"stream":`+streams+`,`+members+`}`)
			if status != 200 || !strings.Contains(string(body), want) {
				t.Errorf("%s: status %d, no %s in %s", members, status, want, body)
			}
		}
	}
	item := func(kind, tools string) string {
		return `"input":[{"type":"` + kind + `","role":"developer","tools":[` + tools + `]},{"role":"user","content":"hi"}]`
	}
	const call, text = `"name":"find","namespace":"crm","arguments":"{\"n\":7}"`, `"type":"output_text"`
	f(`"input":"hi","tools":[`+namespace+`]`, call)
	f(item("additional_tools", namespace), call)
	f(item("tool_search_output", namespace), call)
	f(item("additional_tools", custom), `"type":"custom_tool_call"`)
	f(item("additional_tools", custom), `"name":"run","namespace":"crm"`)
	f(item("additional_tools", plain), `"name":"look","arguments"`)
	f(item("additional_tools", plain)+`,"tools":[`+namespace+`],"tool_choice":{"type":"function","name":"find"}`, call)
	f(item("mcp_list_tools", plain), text)
	f(item("additional_tools", namespace)+`,"tool_choice":"none"`, text)
	f(item("additional_tools", namespace)+`,"input":"hi"`, text)

	status, body := post(t, url+responsesPath, `{`+item("additional_tools", `{"type":"function","name":"f","parameters":{"type":"any"}}`)+`}`)
	if status != 400 || !strings.Contains(string(body), `"param":"input[0].tools[0].parameters"`) {
		t.Errorf("a bad schema: status %d: %s", status, body)
	}
}
