package fast_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
)

// Requests as the official SDKs and their users send them. A strict server must accept them
// all.
var validRequests = []struct{ path, body string }{
	// Chat: the loop of tools, parts of all kinds, formats.
	{"/v1/chat/completions", `"messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":null,"refusal":null,"audio":null,"function_call":null,"annotations":[],` +
		`"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_weather","arguments":"{}","parsed_arguments":{}}},{"id":"c2","type":"custom","custom":{"name":"run","input":"1"}}]},` +
		`{"role":"tool","tool_call_id":"c2","content":"2"},{"role":"tool","tool_call_id":"c1","name":"get_weather","content":[{"type":"text","text":"1"}]},{"role":"assistant","content":"b"},{"role":"user","content":"c"}],` +
		`"tools":[{"type":"function","function":{"name":"get_weather","description":"d","parameters":{"type":"object","properties":{"city":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"required":["city"]}}},` +
		`{"type":"custom","custom":{"name":"run","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: /a/"}}}}],"tool_choice":"auto","parallel_tool_calls":true`},
	{"/v1/chat/completions", `"messages":[{"role":"user","name":"ann","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://a/b.png","detail":"high"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},` +
		`{"type":"input_audio","input_audio":{"data":"AA==","format":"mp3"}},{"type":"file","file":{"file_id":"file-1"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}}]}]`},
	{"/v1/chat/completions", `"messages":[{"role":"user","content":"a"},{"role":"assistant","audio":{"id":"audio_1"}},{"role":"user","content":"b"}],"modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"}`},
	{"/v1/chat/completions", `"messages":[{"role":"user","content":"a"}],"modalities":["text","audio"],"audio":{"voice":{"id":"v"},"format":"pcm16"},"stream":true`},
	{"/v1/chat/completions", `"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"}],"functions":[{"name":"f","parameters":{"type":"object","properties":{}}}],"function_call":{"name":"f"}`},
	{"/v1/chat/completions", `"messages":[{"role":"user","content":"a"}],"prediction":{"type":"content","content":"b"},"logit_bias":{"1":-100,"2":100,"3":0.5},"metadata":{"` + longName[:64] + `":"` + wide(512) + `"},"web_search_options":{"search_context_size":"low"}`},
	{"/v1/chat/completions", `"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}`},
	{"/v1/chat/completions", `"messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"array","items":{}}}}`},
	{"/v1/chat/completions", `"messages":[{"role":"developer","content":"Reply in JSON."},{"role":"user","content":[{"type":"text","text":"a"}]}],"response_format":{"type":"json_object"}`},

	// Legacy completions, embeddings, moderations.
	{"/v1/completions", `"prompt":[[1,2],[3]],"best_of":3,"n":2`},
	{"/v1/completions", `"prompt":[1,2],"best_of":0,"logit_bias":{"50256":-100}`},
	{"/v1/embeddings", `"input":[[1,2],[3]],"dimensions":8`},
	{"/v1/embeddings", `"input":[1e2,2]`},
	{"/v1/moderations", `"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://a/b.png"}}]`},

	// Responses: every kind of item that goes back, built-in tools.
	{"/v1/responses", `"instructions":"i","input":[{"role":"developer","content":"d"},{"type":"message","role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:,","detail":"auto"},{"type":"input_image","file_id":"file-1"},` +
		`{"type":"input_file","file_id":"f"},{"type":"input_file","filename":"a.pdf","file_data":"data:,"},{"type":"input_file","file_url":"https://a/b.pdf"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]},` +
		`{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"s"}],"encrypted_content":"gAAA","content":null,"status":null},` +
		`{"id":"fc_1","type":"function_call","status":"completed","arguments":"{}","call_id":"call_1","name":"get_weather","parsed_arguments":null},{"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"1"},{"type":"input_image","image_url":"data:,"}]},` +
		`{"id":"msg_1","type":"message","role":"assistant","status":"completed","phase":"final_answer","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"no"}]},{"role":"assistant","content":"b"},{"role":"user","content":"c","id":"msg_2","status":"completed"}],` +
		`"include":["reasoning.encrypted_content","message.output_text.logprobs"],"reasoning":{"effort":"low","summary":"auto"},"store":false,"truncation":"disabled","text":{"verbosity":"low"}`},
	{"/v1/responses", `"input":[{"role":"user","content":"a"},{"type":"custom_tool_call","id":"ctc_1","call_id":"call_1","name":"run","input":"1"},{"type":"custom_tool_call_output","call_id":"call_1","output":"1"}],"tools":[{"type":"custom","name":"run","format":{"type":"grammar","syntax":"lark","definition":"start: /a/"}}]`},
	{"/v1/responses", `"input":[{"type":"item_reference","id":"fc_1"},{"id":"msg_1"},{"type":"function_call_output","call_id":"call_9","output":"1"}]`},
	{"/v1/responses", `"input":[{"role":"user","content":"a"},{"type":"computer_call","id":"cu_1","call_id":"c","action":{"type":"click","button":"left","x":1,"y":2},"pending_safety_checks":[],"status":"completed"},` +
		`{"type":"computer_call_output","call_id":"c","acknowledged_safety_checks":[],"output":{"type":"computer_screenshot","image_url":"data:,"}}],"tools":[{"type":"computer_use_preview","display_width":1024,"display_height":768,"environment":"browser"}],"truncation":"auto"`},
	{"/v1/responses", `"input":[{"type":"shell_call","call_id":"c1","action":{"commands":["ls"]}},{"type":"shell_call_output","call_id":"c1","output":[]},{"type":"mcp_approval_request","id":"mcpr_1","arguments":"{}","name":"a","server_label":"s"},` +
		`{"type":"mcp_approval_response","approve":true,"approval_request_id":"mcpr_1"},{"type":"image_generation_call","id":"ig_1"},{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},{"type":"file_search_call","id":"fs_1","queries":[],"status":"completed"},` +
		`{"type":"code_interpreter_call","id":"ci_1","code":"1","container_id":"cntr_1","outputs":null,"status":"completed"},{"type":"compaction","encrypted_content":"a"}],"tools":[{"type":"shell"},{"type":"apply_patch"},{"type":"local_shell"}]`},
	{"/v1/responses", `"input":"a","tools":[{"type":"web_search","filters":{"allowed_domains":["a.com"]},"user_location":{"type":"approximate","country":"GB"},"search_context_size":"low"},{"type":"web_search_preview"},` +
		`{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":2,"filters":{"type":"eq","key":"k","value":"v"},"ranking_options":{"ranker":"auto"}},{"type":"code_interpreter","container":{"type":"auto","file_ids":["f"]}},` +
		`{"type":"mcp","server_label":"d","server_url":"https://a/sse","require_approval":{"never":{"tool_names":["a"]}},"allowed_tools":["a"],"headers":{"a":"b"}},{"type":"image_generation","partial_images":2,"size":"1024x1024"}],` +
		`"tool_choice":{"type":"web_search_preview"},"include":["file_search_call.results","web_search_call.action.sources","code_interpreter_call.outputs"],"max_tool_calls":3`},
	{"/v1/responses", `"input":"a","tools":[{"type":"function","name":"f","parameters":null,"strict":null},{"type":"function","name":"g","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}],"tool_choice":{"type":"function","name":"f"}`},
	{"/v1/responses", `"input":"give me json","text":{"format":{"type":"json_object"}}`},
	{"/v1/responses", `"input":"a","background":true,"stream":true,"stream_options":{"include_obfuscation":false}`},
}

// validSchemas are strict schemas as the SDKs make them of classes.
var validSchemas = []string{
	`{}`,
	`{"type":"object","properties":{},"additionalProperties":false}`,
	strictObject(`"a":{"type":["string","null"],"description":"d","enum":["x","y",null]}`),
	strictObject(`"a":{"anyOf":[{"type":"string"},{"type":"null"}],"title":"A"}`),
	strictObject(`"a":{"type":"array","items":{"$ref":"#/$defs/b"},"minItems":1,"maxItems":3}`),
	strictObject(`"a":{"type":"number","minimum":0,"maximum":1,"multipleOf":0.5}`),
	strictObject(`"a":{"type":"string","pattern":"^2","format":"date-time"}`),
	strictObject(`"a":{"type":"string","const":"x"}`),
	strictObject(`"a":{"type":"string","default":"c","title":"Units"}`), // from a default of pydantic
	`{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"$ref":"#/definitions/n"}},"required":["a"],"additionalProperties":false,` +
		`"definitions":{"n":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/definitions/n"},{"type":"null"}]}},"required":["next"],"additionalProperties":false}}}`,
	`{"type":"object","properties":{"properties":{"type":"string"},"type":{"type":"string"}},"required":["type","properties"],"additionalProperties":false}`,
}

func TestStrictTakes(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	f := func(path, members string) {
		t.Helper()
		status, answer := post(t, url+path, `{"model":"m",`+members+`}`)
		isAnswer := json.Valid(answer) || strings.HasPrefix(string(answer), "data: ") || strings.HasPrefix(string(answer), "event: ")
		if status != http.StatusOK || !isAnswer {
			t.Errorf("%s %s: status %d: %.300s", path, members, status, answer)
		}
	}
	for _, r := range validRequests {
		f(r.path, r.body)
	}
	for _, schema := range validSchemas {
		if strings.Contains(schema, "#/$defs/b") {
			schema = strings.TrimSuffix(schema, "}") + `,"$defs":{"b":{"type":"string"}}}`
		}
		f("/v1/chat/completions", `"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":`+schema+`}}]`)
		f("/v1/responses", `"input":"a","text":{"format":{"type":"json_schema","name":"f","strict":true,"schema":`+schema+`}}`)
	}
}

// TestStrictTakes_ToolLoop continues after calls with their outputs, as agents do: in the
// input and after the previous response.
func TestStrictTakes_ToolLoop(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	ask := func(body string) (id string, output []json.RawMessage) {
		t.Helper()
		status, answer := post(t, url+"/v1/responses", body)
		var r struct {
			ID     string
			Output []json.RawMessage
		}
		if err := json.Unmarshal(answer, &r); err != nil || status != http.StatusOK {
			t.Fatalf("%s: status %d: %v in %s", body, status, err, answer)
		}
		return r.ID, r.Output
	}
	const tools = `"tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{}}}],"tool_choice":"required"`
	id, output := ask(`{"model":"m","parallel_tool_calls":false,"input":"a",` + tools + `}`)
	var call struct {
		CallID string `json:"call_id"`
	}
	items := ""
	for _, item := range output {
		json.Unmarshal(item, &call)
		items += string(item) + ","
	}
	result := `{"type":"function_call_output","call_id":"` + call.CallID + `","output":"5"}`
	ask(`{"model":"m","input":[{"role":"user","content":"a"},` + items + result + `]}`)
	ask(`{"model":"m","previous_response_id":"` + id + `","input":[` + result + `]}`)
}

// TestStrict_AllocatesNothing checks that valid requests allocate nothing.
func TestStrict_AllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	handler := handlerOf(t, fast.Config{Answers: fast.Answers{Strict: true}})
	for path, body := range map[string]string{
		"/v1/chat/completions": chatRequest,
		"/v1/completions":      `{"model":"gpt-3.5-turbo-instruct","prompt":["Once upon","a time"],"max_tokens":100,"echo":true}`,
		"/v1/embeddings":       `{"model":"text-embedding-3-small","input":[[1,2,3]]}`,
		"/v1/responses":        responseRequest,

		"/api/v1/chat/completions":    `{"provider":{"order":["a"],"allow_fallbacks":false},"reasoning":{"effort":"low"},"plugins":[{"id":"web"}],` + twoTools + `,` + chatRequest[1:],
		"/api/v1/completions":         `{"model":"gpt-4-mock","prompt":"Once upon"}`,
		"/api/v1/embeddings":          `{"model":"gpt-4-mock","input":"Once upon"}`,
		"/v1/responses/input_tokens":  `{"model":"gpt-4-mock","input":"Once upon"}`,
		"/openai/v1/chat/completions": chatRequest,
	} {
		ctx := newRequest("POST", path, body)
		n := testing.AllocsPerRun(200, func() {
			ctx.Response.Reset()
			handler(ctx)
			if ctx.Response.StatusCode() != fasthttp.StatusOK {
				t.Fatalf("%s: %s", path, ctx.Response.Body())
			}
		})
		if n != 0 {
			t.Errorf("%s allocates %v times", path, n)
		}
	}
}
