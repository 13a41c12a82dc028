package fast_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
)

// twice is a member of a request, placed at the @, with values that change the answer. The
// request must have a seed.
type twice struct {
	path, request, name string
	values              []string
}

const (
	functionTool = `{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"const":1}},"required":["a"]}}}`
	otherTool    = `{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{"b":{"const":2}},"required":["b"]}}}`
	oneSchema    = `{"type":"object","properties":{"a":{"const":1}},"required":["a"]}`
	otherSchema  = `{"type":"object","properties":{"b":{"const":2}},"required":["b"]}`
	document     = `{"name":"n","schema":` + oneSchema + `}`
	hello        = `"messages":[{"role":"user","content":"hello"}]`
)

var duplicates = []twice{
	{chatPath, `{"seed":1,@}`, "model", []string{`"a"`, `"b"`, `"echo"`}},
	{chatPath, `{"seed":1,@}`, "messages", []string{`[{"content":"hello"}]`, `[]`, `[{"content":"hello there, again and again"}]`}},
	{chatPath, `{"seed":1,"model":"echo",@}`, "messages", []string{`[{"role":"user","content":"hello"}]`, `[{"role":"user","content":"bye"}]`}},
	{chatPath, `{"seed":1,"model":"echo","messages":[{"role":"user",@}]}`, "content", []string{`"hello"`, `"good bye"`, `[{"type":"text","text":"parts"}]`}},
	{chatPath, `{"seed":1,"model":"echo","messages":[{"content":"a",@}]}`, "role", []string{`"user"`, `"assistant"`, `""`}},
	{chatPath, `{"seed":1,"model":"echo","messages":[{"role":"user","content":[{"type":"text",@}]}]}`, "text", []string{`"hello"`, `"good bye"`}},
	{chatPath, `{"seed":1,@}`, "stream", []string{`true`, `false`}},
	{chatPath, `{"seed":1,"stream":true,@}`, "stream_options", []string{`{"include_usage":true}`, `{}`, `{"include_obfuscation":true}`}},
	{chatPath, `{"seed":1,"stream":true,"stream_options":{@}}`, "include_usage", []string{`true`, `false`}},
	{chatPath, `{"seed":1,"stream":true,"stream_options":{@}}`, "include_obfuscation", []string{`true`, `false`}},
	{chatPath, `{"seed":1,@}`, "max_tokens", []string{`3`, `7`, `-1`}},
	{chatPath, `{"seed":1,@}`, "max_completion_tokens", []string{`3`, `7`, `-1`}},
	{chatPath, `{"seed":1,"max_tokens":5,@}`, "max_completion_tokens", []string{`3`, `7`}},
	{chatPath, `{"seed":1,@}`, "n", []string{`1`, `2`, `3`}},
	{chatPath, `{"seed":1,"model":"echo","messages":[{"role":"user","content":"a b c d e f"}],@}`, "stop", []string{`"c"`, `["e","f"]`, `[]`, `"b"`}},
	{chatPath, `{@}`, "seed", []string{`1`, `2`}},
	{chatPath, `{"seed":1,"tool_choice":"required",` + hello + `,@}`, "tools", []string{`[` + functionTool + `]`, `[` + otherTool + `]`, `[]`}},
	{chatPath, `{"seed":1,"tool_choice":"required","tools":[{@}]}`, "function", []string{`{"name":"f"}`, `{"name":"g"}`, `{}`}},
	{chatPath, `{"seed":1,"tool_choice":"required","tools":[{@}]}`, "custom", []string{`{"name":"f"}`, `{"name":"g"}`, `{}`}},
	{chatPath, `{"seed":1,"tool_choice":"required","tools":[{"function":{@}}]}`, "name", []string{`"f"`, `"g"`}},
	{chatPath, `{"seed":1,"tool_choice":"required","tools":[{"function":{"name":"f",@}}]}`, "parameters", []string{oneSchema, otherSchema}},
	{chatPath, `{"seed":1,"tool_choice":"required","tools":[{"custom":{"name":"f","format":{"type":"grammar","grammar":{"syntax":"regex",@}}}}]}`, "definition", []string{`"a{9}"`, `"b{9}"`}},
	{chatPath, `{"seed":1,"tool_choice":"required","tools":[{"custom":{"name":"f",@}}]}`, "format", []string{`{"type":"grammar","grammar":{"syntax":"regex","definition":"a{9}"}}`, `{"type":"text"}`}},
	{chatPath, `{"seed":1,"tools":[` + functionTool + `,` + otherTool + `],@}`, "tool_choice", []string{`"required"`, `"none"`, `{"type":"function","function":{"name":"g"}}`}},
	{chatPath, `{"seed":1,"tools":[` + functionTool + `,` + otherTool + `],"tool_choice":{"type":"function",@}}`, "function", []string{`{"name":"f"}`, `{"name":"g"}`}},
	{chatPath, `{"seed":1,"tools":[` + functionTool + `,` + otherTool + `],"tool_choice":{"type":"function","function":{@}}}`, "name", []string{`"f"`, `"g"`}},
	{chatPath, `{"seed":1,"tools":[` + functionTool + `,` + otherTool + `],"tool_choice":"required",@}`, "parallel_tool_calls", []string{`true`, `false`}},
	{chatPath, `{"seed":1,"function_call":{"name":"f"},@}`, "functions", []string{`[{"name":"f"}]`, `[{"name":"f","parameters":` + oneSchema + `}]`}},
	{chatPath, `{"seed":1,"functions":[{"name":"f"},{"name":"g"}],@}`, "function_call", []string{`{"name":"f"}`, `"none"`, `{"name":"g"}`}},
	{chatPath, `{"seed":1,@}`, "response_format", []string{`{"type":"json_object"}`, `{"type":"text"}`, `{"type":"json_schema","json_schema":` + document + `}`}},
	{chatPath, `{"seed":1,"response_format":{"json_schema":` + document + `,@}}`, "type", []string{`"json_object"`, `"text"`, `"json_schema"`}},
	{chatPath, `{"seed":1,"response_format":{"type":"json_schema",@}}`, "json_schema", []string{document, `{"name":"n","schema":` + otherSchema + `}`, `{}`}},
	{chatPath, `{"seed":1,"response_format":{"type":"json_schema","json_schema":{"name":"n",@}}}`, "schema", []string{oneSchema, otherSchema}},
	{chatPath, `{"seed":1,@}`, "logprobs", []string{`true`, `false`}},
	{chatPath, `{"seed":1,"logprobs":true,@}`, "top_logprobs", []string{`1`, `2`, `0`}},
	{chatPath, `{"seed":1,@}`, "modalities", []string{`["text"]`, `["text","audio"]`}},
	{chatPath, `{"seed":1,"model":"m:reasoning-tokens=100",@}`, "reasoning_effort", []string{`"high"`, `"none"`, `"low"`}},

	{completionPath, `{"seed":1,@}`, "prompt", []string{`"hello"`, `["a","b"]`, `[1,2,3]`, `[]`}},
	{completionPath, `{"seed":1,"prompt":"hello",@}`, "echo", []string{`true`, `false`}},
	{completionPath, `{"seed":1,@}`, "logprobs", []string{`2`, `0`, `3`}},

	{"/v1/embeddings", `{@}`, "input", []string{`"hello"`, `["a","b"]`, `[1,2,3]`, `[]`, `""`}},
	{"/v1/embeddings", `{"input":"a",@}`, "model", []string{`"a"`, `"large"`}},
	{"/v1/embeddings", `{"input":"a",@}`, "dimensions", []string{`2`, `3`}},
	{"/v1/embeddings", `{"input":"a","dimensions":3,@}`, "encoding_format", []string{`"base64"`, `"float"`}},

	{"/v1/moderations", `{@}`, "input", []string{`"hello"`, `["a","b"]`, `[{"type":"image_url","image_url":{"url":"a"}}]`, `[{"type":"text","text":"b"}]`}},
	{"/v1/moderations", `{"input":[{"type":"text",@}]}`, "text", []string{`"hello"`, `"bye"`}},
	{"/v1/moderations", `{"input":"a",@}`, "model", []string{`"a"`, `"b"`}},

	{"/v1/responses", `{"seed":1,@}`, "model", []string{`"a"`, `"echo"`}},
	{"/v1/responses", `{"seed":1,@}`, "input", []string{`"hello"`, `[{"role":"user","content":"good bye, and take care"}]`, `[]`}},
	{"/v1/responses", `{"seed":1,"model":"echo","input":[{"role":"user",@}]}`, "content", []string{`"hello"`, `[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]`}},
	{"/v1/responses", `{"seed":1,"input":[{"type":"function_call_output","call_id":"c",@}]}`, "output", []string{`"hello there"`, `{}`, `"bye"`}},
	{"/v1/responses", `{"seed":1,"model":"echo","input":[{"content":"a",@}]}`, "type", []string{`"user"`, `"message"`}},
	{"/v1/responses", `{"seed":1,@}`, "stream", []string{`true`, `false`}},
	{"/v1/responses", `{"seed":1,"stream":true,@}`, "stream_options", []string{`{"include_obfuscation":true}`, `{}`}},
	{"/v1/responses", `{"seed":1,@}`, "instructions", []string{`"hello"`, `"hello there, again and again"`}},
	{"/v1/responses", `{"seed":1,@}`, "max_output_tokens", []string{`3`, `7`, `-1`}},
	{"/v1/responses", `{"seed":1,@}`, "max_tool_calls", []string{`3`, `7`}},
	{"/v1/responses", `{"seed":1,"tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}],@}`, "tool_choice", []string{`"required"`, `"none"`, `{"type":"function","name":"g"}`}},
	{"/v1/responses", `{"seed":1,"tool_choice":"required",@}`, "tools", []string{`[{"type":"function","name":"f"}]`, `[{"type":"function","name":"g"}]`, `[]`}},
	{"/v1/responses", `{"seed":1,@}`, "text", []string{`{"format":{"type":"json_object"}}`, `{"verbosity":"low"}`}},
	{"/v1/responses", `{"seed":1,@}`, "reasoning", []string{`{"effort":"high"}`, `{"summary":"auto"}`}},
	{"/v1/responses", `{"seed":1,@}`, "include", []string{`["message.output_text.logprobs"]`, `[]`}},
	{"/v1/responses", `{"seed":1,"include":["message.output_text.logprobs"],@}`, "top_logprobs", []string{`1`, `2`}},
	{"/v1/responses", `{"seed":1,@}`, "metadata", []string{`{"a":"1"}`, `{"b":"2"}`, `{}`}},
	{"/v1/responses", `{"seed":1,@}`, "store", []string{`true`, `false`}},
	{"/v1/responses", `{"seed":1,@}`, "temperature", []string{`1`, `0.5`}},
	{"/v1/responses", `{"seed":1,@}`, "top_p", []string{`1`, `0.5`}},
	{"/v1/responses", `{"seed":1,@}`, "truncation", []string{`"auto"`, `"disabled"`}},
	{"/v1/responses", `{"seed":1,@}`, "service_tier", []string{`"auto"`, `"flex"`}},
	{"/v1/responses", `{"seed":1,@}`, "user", []string{`"a"`, `"b"`}},
	{"/v1/responses", `{"seed":1,@}`, "safety_identifier", []string{`"a"`, `"b"`}},
	{"/v1/responses", `{"seed":1,@}`, "prompt_cache_key", []string{`"a"`, `"b"`}},
	{"/v1/responses", `{"seed":1,@}`, "prompt", []string{`{"id":"a"}`, `{"id":"b"}`}},
	{"/v1/responses", `{"seed":1,@}`, "background", []string{`true`, `false`}},
	{"/v1/responses", `{"seed":1,@}`, "parallel_tool_calls", []string{`true`, `false`}},
	{"/v1/responses", `{"seed":1,@}`, "previous_response_id", []string{`"resp_a"`, `"resp_b"`}},
}

// random matches what differs between two answers to the same request.
var random = regexp.MustCompile(`"(chatcmpl|cmpl|resp|msg|call|fc|ctc|rs|modr|gen|audio)[-_][0-9a-z_]+"|"(created|created_at|completed_at|expires_at)":\d+|"obfuscation":"[^"]*"|"category_scores":\{[^}]*\}|,?"expires_at":\d+`)

// TestDuplicateMembers sends every member twice. As with most JSON parsers, the answer must
// be the one to the last alone.
func TestDuplicateMembers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("one goroutine reads a request, and this takes long under the race detector")
	}
	for _, strict := range []bool{false, true} {
		url := serve(t, fast.Config{Answers: fast.Answers{Strict: strict, Models: []string{"a", "b", "echo", "m", "large"}}})
		for _, m := range duplicates {
			answer := func(members string) string {
				body := strings.Replace(m.request, "@", members, 1)
				status, answer := post(t, url+m.path, body)
				return fmt.Sprintf("%d %s", status, random.ReplaceAll(answer, nil))
			}
			values := m.values
			if m.name != "seed" { // without a seed no two answers are equal
				values = append([]string{`null`, `{"not":"of this type"}`}, values...)
			}
			for _, last := range values {
				want := answer(`"` + m.name + `":` + last)
				for _, first := range values {
					for _, between := range []string{``, `"unknown":1,`} {
						twice := `"` + m.name + `":` + first + `,` + between + `"` + m.name + `":` + last
						if strict && between != "" {
							continue
						}
						if got := answer(twice); got != want {
							t.Errorf("%s %s, strict %v\ngot  %s\nwant %s", m.path, strings.Replace(m.request, "@", twice, 1), strict, got, want)
						}
					}
				}
			}
		}
	}
}
