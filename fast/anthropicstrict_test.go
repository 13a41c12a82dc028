package fast_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestMessages_Strict wants refused what the real API refuses, in its words, and the rest
// answered.
func TestMessages_Strict(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"claude-opus-4-6"}}})
	f := func(path, body, message string) {
		t.Helper()
		res, got := asAnthropic(t, "POST", url+path, body)
		if message == "" {
			if res.StatusCode != 200 {
				t.Errorf("%s: status %d: %s", body, res.StatusCode, got)
			}
			return
		}
		var e struct {
			Error struct{ Type, Message string }
		}
		if err := json.Unmarshal([]byte(got), &e); err != nil || res.StatusCode/100 != 4 || e.Error.Message != message {
			t.Errorf("%s: status %d, %v: %s", body, res.StatusCode, err, got)
		}
	}
	const model, hi = `"model":"claude-opus-4-6"`, `"messages":[{"role":"user","content":"hi"}]`
	valid := func(members string) {
		t.Helper()
		f(messagesPath, `{`+model+`,"max_tokens":2048,`+members+`}`, "")
	}
	wrong := func(members, message string) {
		t.Helper()
		f(messagesPath, `{`+model+`,"max_tokens":2048,`+members+`}`, message)
	}
	if status, body := post(t, url+messagesPath, `{`+model+`,"max_tokens":9,`+hi+`}`); status != 400 || !strings.Contains(string(body), `"message":"anthropic-version: header is required"`) {
		t.Errorf("without a version: status %d: %s", status, body)
	}
	f(messagesPath, `{`+model+`,`+hi+`}`, "max_tokens: Field required")
	f(messagesPath, `{"max_tokens":9,`+hi+`}`, "model: Field required")
	f(messagesPath, `{`+model+`,"max_tokens":9}`, "messages: Field required")
	f(messagesPath, `{"model":"none","max_tokens":9,`+hi+`}`, "model: none")
	f(messagesPath, `{`+model+`,"max_tokens":-1,`+hi+`}`, "max_tokens: Input should be greater than or equal to 0")
	f(messagesPath+"/count_tokens", `{`+model+`,"speed":"fast",`+hi+`}`, "")
	f(messagesPath+"/count_tokens", `{`+model+`,"max_tokens":9,`+hi+`}`, "max_tokens: Extra inputs are not permitted")

	turn := func(role, content string) string {
		return `"messages":[{"role":"` + role + `","content":` + content + `}]`
	}
	wrong(hi+`,"n":2`, "n: Extra inputs are not permitted")
	wrong(hi+`,"temperature":1.5`, "temperature: Input should be less than or equal to 1")
	wrong(hi+`,"speed":"slow"`, "speed: Input should be 'standard' or 'fast'")
	wrong(hi+`,"service_tier":"fast"`, "service_tier: Input should be 'auto' or 'standard_only'")
	wrong(hi+`,"metadata":{"a":"b"}`, "metadata.a: Extra inputs are not permitted")
	wrong(`"messages":[]`, "messages: at least one message is required")
	wrong(turn("tool", `"a"`), "messages.0.role: Input should be 'user', 'assistant' or 'system'")
	wrong(turn("user", `7`), "messages.0.content: Input should be a valid list")
	wrong(turn("user", `""`), "messages.0: all messages must have non-empty content except for the optional final assistant message")
	wrong(`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[]},{"role":"user","content":"b"}]`,
		"messages.1: all messages must have non-empty content except for the optional final assistant message")
	wrong(turn("user", `[{"type":"text","text":""}]`), "messages: text content blocks must be non-empty")
	wrong(turn("user", `[{"type":"text","text":"a","b":1}]`), "messages.0.content.0.text.b: Extra inputs are not permitted")
	wrong(turn("user", `[{"type":"image"}]`), "messages.0.content.0.image.source: Field required")
	wrong(turn("user", `[{"type":"image","source":{"type":"base64","data":"AA","media_type":"image/bmp"}}]`),
		"messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'")
	wrong(turn("user", `[{"type":"image","source":{"type":"ftp"}}]`),
		"messages.0.content.0.image.source: Input tag 'ftp' found using 'type' does not match any of the expected tags: 'base64', 'url', 'file'")
	wrong(turn("user", `[{"text":"a"}]`), "messages.0.content.0.type: Field required")
	wrong(turn("user", `[{"type":"tool_result","tool_use_id":"t","content":"b"}]`), "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t. "+
		"Each `tool_result` block must have a corresponding `tool_use` block in the previous message.")
	const call = `{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"b"},{"type":"tool_use","id":"t","name":"time","input":{}}]}`
	const unanswered = "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t. " +
		"Each `tool_use` block must have a corresponding `tool_result` block in the next message."
	wrong(`"messages":[`+call+`]`, unanswered)
	wrong(`"messages":[`+call+`,{"role":"user","content":"c"}]`, unanswered)
	wrong(`"messages":[`+call+`,{"role":"user","content":"c"},{"role":"assistant","content":"d"}]`, unanswered)
	valid(`"messages":[` + call + `,{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"c"}]}]}],` + messageTools)

	wrong(hi+`,"thinking":{"type":"enabled","budget_tokens":512}`, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
	wrong(hi+`,"thinking":{"type":"enabled"}`, "thinking.enabled.budget_tokens: Field required")
	wrong(hi+`,"thinking":{"type":"enabled","budget_tokens":2048}`, "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "+
		"https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size")
	wrong(hi+`,"thinking":{"type":"adaptive"},`+messageTools+`,"tool_choice":{"type":"any"}`, "Thinking may not be enabled when tool_choice forces tool use.")
	wrong(hi+`,"thinking":{"type":"adaptive"},"temperature":0.5`, "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at "+
		"https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking")
	wrong(hi+`,"tools":[{"name":"a"}]`, "tools.0.custom.input_schema: Field required")
	wrong(hi+`,"tools":[{"name":"a b","input_schema":{"type":"object"}}]`, "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
	wrong(hi+`,"tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}]`, "tools: Tool names must be unique.")
	wrong(hi+`,"tool_choice":{"type":"auto"}`, "tool_choice may only be specified while providing tools.")
	wrong(hi+`,"output_config":{"effort":"min"}`, "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'")
	wrong(hi+`,"output_config":{"format":{"type":"json_schema"}}`, "output_config.format.json_schema.schema: Field required")

	valid(hi + `,"temperature":1,"top_p":0.5,"top_k":5,"metadata":{"user_id":"u"},"service_tier":"auto","speed":"fast","stop_sequences":["a"],"stream":true,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]`)
	valid(hi + `,"thinking":{"type":"enabled","budget_tokens":1024,"display":"omitted"},` + messageTools + `,"tool_choice":{"type":"auto","disable_parallel_tool_use":true}`)
	valid(hi + `,"thinking":{"type":"between_tools"}`)
	valid(turn("assistant", `"a"`))
	valid(`"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":""}]`)
	valid(turn("user", `[{"type":"image","source":{"type":"url","url":"https://a/b.png"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a"},"title":"t","citations":{"enabled":true}},`+
		`{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"a"}]},{"type":"web_search_tool_result","x":1}]`))
	valid(hi + `,"output_config":{"effort":"xhigh","format":{"type":"json_schema","schema":` + mailSchema + `}}`)
}

// TestMessages_StrictCacheMarks checks that requests are refused that have more than four marks of cached
// prefixes, or one of an hour after one of five minutes, wherever these are.
func TestMessages_StrictCacheMarks(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"claude-opus-4-6"}}})
	const short, hour, none = `,"cache_control":{"type":"ephemeral"}`, `,"cache_control":{"type":"ephemeral","ttl":"1h"}`, ``
	text := func(mark string) string { return `{"type":"text","text":"a"` + mark + `}` }
	f := func(tool, system, turn, result, whole, message string) {
		t.Helper()
		body := `"tools":[{"name":"f","input_schema":{"type":"object","properties":{"cache_control":{"type":"string"}}}` + tool + `}],` +
			`"system":[` + text(system) + `,` + text(system) + `],"messages":[{"role":"user","content":[` + text(turn) + `]},` +
			`{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"cache_control":1}}]},` +
			`{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[` + text(result) + `]` + none + `}]}]` + whole + `}`
		for path, members := range map[string]string{
			messagesPath:                    `{"model":"claude-opus-4-6","max_tokens":9,`,
			messagesPath + "/count_tokens":  `{"model":"claude-opus-4-6",`,
			"/model/claude-opus-4-6/invoke": `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,`,
		} {
			res, got := asked(t, url, path, members+body)
			if (res.StatusCode == http.StatusOK) != (message == "") || !strings.Contains(got, message) {
				t.Errorf("%s %s: status %d: %s", path, body, res.StatusCode, got)
			}
		}
	}
	f(none, none, none, none, none, "")
	f(short, short, short, none, none, "")
	f(hour, hour, short, none, none, "")
	f(none, short, none, short, short, "")
	f(short, short, short, short, none, "A maximum of 4 blocks with cache_control may be provided. Found 5.")
	f(short, short, short, none, short, "A maximum of 4 blocks with cache_control may be provided. Found 5.")
	const late = ".cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. " +
		"Note that blocks are processed in the following order: `tools`, `system`, `messages`."
	f(short, hour, none, none, none, "system.0"+late)
	f(none, short, hour, none, none, "messages.0.content.0"+late)
	f(none, none, short, hour, none, "messages.2.content.0.content.0"+late)
}

// TestMessages_ToolLoop goes on from calls with what they returned, as agents do, until
// the model has had enough.
func TestMessages_ToolLoop(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, ToolCallRate: 1, Models: []string{"claude-opus-4-6"}}})
	messages := []any{map[string]any{"role": "user", "content": "hi"}}
	for turn := range 2 {
		members, err := json.Marshal(messages)
		if err != nil {
			t.Fatal(err)
		}
		res, body := asAnthropic(t, "POST", url+messagesPath, `{"model":"claude-opus-4-6","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":1024},`+messageTools+`,"messages":`+string(members)+`}`)
		var m struct {
			Content []map[string]any
			Stop    string `json:"stop_reason"`
		}
		if err := json.Unmarshal([]byte(body), &m); err != nil || res.StatusCode != 200 || (m.Stop == "tool_use") != (turn == 0) {
			t.Fatalf("turn %d: status %d, %v: %s", turn, res.StatusCode, err, body)
		}
		var results []any
		for _, b := range m.Content {
			if b["type"] == "tool_use" {
				results = append(results, map[string]any{"type": "tool_result", "tool_use_id": b["id"], "content": "done"})
			}
		}
		messages = append(messages, map[string]any{"role": "assistant", "content": m.Content}, map[string]any{"role": "user", "content": results})
	}
}
