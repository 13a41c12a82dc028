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
