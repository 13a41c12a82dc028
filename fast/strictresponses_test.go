package fast_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// wide returns a text of n characters of more than one byte each.
func wide(n int) string { return strings.Repeat("é", n) }

// TestStrict_ManyItems takes a long conversation, which takes a minute if each call is looked up
// among all items.
func TestStrict_ManyItems(t *testing.T) {
	var items strings.Builder
	for i := range 6_000 {
		fmt.Fprintf(&items, `,{"type":"function_call","call_id":"c%d","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c%[1]d","output":"a"}`, i)
	}
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"gpt-4.1"}}})
	began := time.Now()
	var answer struct{ Status string }
	postJSON(t, url+"/v1/responses", `{"model":"gpt-4.1","input":[`+items.String()[1:]+`]}`, &answer)
	if took := time.Since(began); answer.Status != "completed" || took > 5*time.Second {
		t.Errorf("%q after %v", answer.Status, took)
	}
}

func TestStrictRefuses_ResponseItems(t *testing.T) {
	const (
		call   = `{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"}`
		output = `{"type":"function_call_output","call_id":"c1","output":"5"}`
		roles  = "Supported values are: 'assistant', 'system', 'developer', and 'user'."
	)
	items := func(list string) string { return `"input":[` + list + `]` }
	parts := func(role, list string) string { return items(`{"role":"` + role + `","content":[` + list + `]}`) }
	refuses(t, "/v1/responses", []refusalCase{
		// Calls and their outputs.
		{items(output), "input", "", "No tool call found for function call output with call_id c1."},
		{items(call), "input", "", "No tool output found for function call c1."},
		{items(call + `,` + output + `,` + strings.ReplaceAll(output, "c1", "c2")), "input", "", "No tool call found for function call output with call_id c2."},
		{items(`{"type":"custom_tool_call","call_id":"c1","name":"f","input":""},` + output), "input", "", "No tool call found for function call output with call_id c1."},
		{items(`{"type":"custom_tool_call","call_id":"c1","name":"f","input":""}`), "input", "", "No tool output found for custom tool call c1."},
		{items(`{"type":"custom_tool_call_output","call_id":"c1","output":""}`), "input", "", "No tool call found for custom tool call output with call_id c1."},
		{items(`{"type":"computer_call_output","call_id":"c1","output":{}}`), "input", "", "No tool call found for computer call output with call_id c1."},
		{items(strings.ReplaceAll(call, "c1", "c2") + `,` + call), "input", "", "No tool output found for function call c2."},
		{items(strings.ReplaceAll(output, "c1", "c2") + `,` + output), "input", "", "No tool call found for function call output with call_id c2."},
		{items(`{"type":"item_reference","id":"fc_1"},` + call), "input", "", "No tool output found for function call c1."},

		// Items.
		{items(`7`), "input[0]", badType, "Invalid type for 'input[0]': expected an input item, but got an integer instead."},
		{items(`{"type":"bogus"}`), "input[0]", badEnum, "Invalid value: 'bogus'. Supported values are: 'additional_tools', 'agent_message', 'apply_patch_call', "},
		{items(`{}`), "input[0]", badEnum, "Invalid value: ''. " + roles},
		{items(`{"role":"tool","content":"a"}`), "input[0]", badEnum, "Invalid value: 'tool'. " + roles},
		{items(`{"role":"user"}`), "input[0].content", missing, "Missing required parameter: 'input[0].content'."},
		{items(`{"role":"user","content":"a","bogus":1}`), "input[0].bogus", unknown, "Unknown parameter: 'input[0].bogus'."},
		{items(`{"role":"user","content":"a","phase":"final_answer"}`), "input[0].phase", unknown, ""},
		{items(`{"role":"assistant","content":"a","phase":"draft"}`), "input[0].phase", badEnum, "Invalid value: 'draft'. Supported values are: 'commentary' and 'final_answer'."},
		{items(`{"type":"function_call_output","call_id":"c1"}`), "input[0].output", missing, ""},
		{items(`{"type":"function_call","name":"f","arguments":"{}"}`), "input[0].call_id", missing, ""},
		{items(`{"type":"function_call","call_id":"c1","name":"f","arguments":{}}`), "input[0].arguments", badType, "Invalid type for 'input[0].arguments': expected a string, but got an object instead."},
		{items(`{"type":"function_call","call_id":"c1","name":"a.b","arguments":""}`), "input[0].name", badEnum, "Invalid 'input[0].name': " + pattern},
		{items(`{"type":"function_call","call_id":"c1","name":"f","arguments":"","parsed_arguments":{}}`), "input[0].parsed_arguments", unknown, "Unknown parameter: 'input[0].parsed_arguments'."},
		{items(`{"type":"function_call","call_id":"` + longName + `","name":"f","arguments":""}`), "input[0].call_id", tooLong, "Invalid 'input[0].call_id': string too long. Expected a string with maximum length 64, but got a string with length 65 instead."},
		{items(`{"type":"reasoning","id":"rs_1"}`), "input[0].summary", missing, ""},
		{items(`{"type":"item_reference"}`), "input[0].id", missing, ""},

		// Parts.
		{parts("user", `{"type":"text","text":"a"}`), "input[0].content[0].type", badEnum, "Invalid value: 'text'. Supported values are: 'input_text', 'input_image', "},
		{parts("user", `{"type":"output_text","text":"a"}`), "input[0].content[0]", badEnum, "Invalid value: 'output_text'. Supported values are: 'input_text', 'input_image', 'input_file', 'scoped_content', and 'input_audio'."},
		{parts("assistant", `{"type":"input_text","text":"a"}`), "input[0].content[0]", badEnum, "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'."},
		{parts("user", `{"type":"input_text"}`), "input[0].content[0].text", missing, ""},
		{parts("user", `{"text":"a"}`), "input[0].content[0].type", missing, ""},
		{parts("user", `{"type":"input_text","text":"a","cache_control":{}}`), "input[0].content[0].cache_control", unknown, ""},
		{parts("user", `{"type":"input_image"}`), "input[0].content[0].image_url", missing, ""},
		{parts("user", `{"type":"input_image","image_url":{"url":"a"}}`), "input[0].content[0].image_url", badType, "Invalid type for 'input[0].content[0].image_url': expected a string, but got an object instead."},
		{items(call + `,{"type":"function_call_output","call_id":"c1","output":[{"type":"output_text","text":"a"}]}`), "input[1].output[0].type", badEnum, "Invalid value: 'output_text'. Supported values are: 'input_text', 'input_image', and 'input_file'."},
	})
}

func TestStrictRefuses_ResponseParameters(t *testing.T) {
	const ask = `"input":"hi",`
	refuses(t, "/v1/responses", []refusalCase{
		{`"input":""`, "", missing, "One of "},
		{`"input":[]`, "", missing, `One of "input" or "previous_response_id" or 'prompt' or 'conversation' must be provided.`},
		{`"input":{}`, "input", badType, "Invalid type for 'input': expected one of a string or array of input items, but got an object instead."},
		{`"bogus":1`, "input", missing, ""},
		{`"input":[7],"bogus":1`, "bogus", unknown, "Unknown parameter: 'bogus'."},
		{ask + `"include":["reasoning"]`, "include[0]", badEnum, "Invalid value: 'reasoning'. Supported values are: 'file_search_call.results', 'web_search_call.results', "},
		{ask + `"background":true,"store":false`, "background", "", "The 'background' parameter is only allowed when 'store' is enabled."},
		{ask + `"text":{"format":{"type":"json_object"}}`, "input", "", "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."},
		{ask + `"instructions":"JSON","text":{"format":{"type":"json_object"}}`, "input", "", "Response input messages must contain the word 'json'"},
		{ask + `"text":{"format":{"type":"xml"}}`, "text.format.type", badEnum, "Invalid value: 'xml'. Supported values are: 'json_object', 'text', and 'json_schema'."},
		{ask + `"text":{"format":{"type":"json_schema","name":"a b","schema":{}}}`, "text.format.name", badEnum, "Invalid 'text.format.name': " + pattern},
		{ask + `"text":{"style":1}`, "text.style", unknown, ""},
		{ask + `"reasoning":{"depth":1}`, "reasoning.depth", unknown, "Unknown parameter: 'reasoning.depth'."},
		{ask + `"stream":true,"stream_options":{"include_usage":true}`, "stream_options.include_usage", unknown, ""},
		{ask + `"client_metadata":"x"`, "client_metadata", badType, "Invalid type for 'client_metadata': expected an object, but got a string instead."},
		{ask + `"metadata":"x"`, "metadata", badType, "Invalid type for 'metadata': expected a metadata object, but got a string instead."},
		{ask + `"tools":"x"`, "tools", badType, "Invalid type for 'tools': expected an array of tools, but got a string instead."},
		{ask + `"tools":[{"type":"magic"}]`, "tools[0].type", badEnum, "Invalid value: 'magic'. Supported values are: 'function', "},
		{ask + `"tools":[{"type":"function","function":{"name":"f"}}]`, "tools[0].name", missing, "Missing required parameter: 'tools[0].name'."},
		{ask + `"tools":[{"type":"function","name":"a/b"}]`, "tools[0].name", badEnum, "Invalid 'tools[0].name': " + pattern},
		{ask + `"tools":[{"type":"function","name":"f","color":1}]`, "tools[0].color", unknown, "Unknown parameter: 'tools[0].color'."},
		{ask + `"tools":[{"type":"web_search","strict":true}]`, "tools[0].strict", unknown, "Unknown parameter: 'tools[0].strict'."},
		{ask + `"tools":[{"type":"file_search"}]`, "tools[0].vector_store_ids", missing, ""},
		{ask + `"tools":[{"type":"code_interpreter"}]`, "tools[0].container", missing, ""},
		{ask + `"tools":[{"type":"mcp"}]`, "tools[0].server_label", missing, ""},
		{ask + `"tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","function":{"name":"f"}}`, "tool_choice.name", missing, "Missing required parameter: 'tool_choice.name'."},
	})
}

// TestStrictRefuses_InputTokensAndCompaction wants refused what the description of these endpoints
// does not have, and answered what it has.
func TestStrictRefuses_InputTokensAndCompaction(t *testing.T) {
	const tokens, compact = "/v1/responses/input_tokens", "/v1/responses/compact"
	const ask = `"input":"hi"`
	both := []refusalCase{
		{ask + `,"client_metadata":{}`, "client_metadata", unknown, "Unknown parameter: 'client_metadata'."},
		{ask + `,"include":["reasoning.encrypted_content"]`, "include", unknown, "Unknown parameter: 'include'."},
		{ask + `,"stream":true`, "stream", unknown, "Unknown parameter: 'stream'."},
		{ask + `,"store":false`, "store", unknown, ""},
		{ask + `,"max_output_tokens":16`, "max_output_tokens", unknown, ""},
		{ask + `,"instructions":7`, "instructions", badType, "Invalid type for 'instructions': expected a string, but got an integer instead."},
		{ask + `,"previous_response_id":{}`, "previous_response_id", badType, ""},
		{`"input":7`, "input", badType, "Invalid type for 'input': expected one of a string or array of input items, but got an integer instead."},
		{`"input":[{"type":"bogus"}]`, "input[0]", badEnum, "Invalid value: 'bogus'. Supported values are: "},
		{`"input":[{"role":"user","content":[{"type":"text","text":"a"}]}]`, "input[0].content[0].type", badEnum, "Invalid value: 'text'. Supported values are: 'input_text', "},
	}
	refuses(t, tokens, append(both, []refusalCase{
		{ask + `,"personality":7`, "personality", badType, "Invalid type for 'personality': expected a string, but got an integer instead."},
		{ask + `,"reasoning":{"effort":"huge"}`, "reasoning.effort", badEnum, "Invalid value: 'huge'. Supported values are: 'none', "},
		{ask + `,"truncation":"middle"`, "truncation", badEnum, "Invalid value: 'middle'. Supported values are: 'auto' and 'disabled'."},
		{ask + `,"tools":[{"type":"function"}]`, "tools[0].name", missing, ""},
		{ask + `,"tool_choice":"must"`, "tool_choice", badEnum, "Invalid value: 'must'. Supported values are: 'none', 'auto', and 'required'."},
		{ask + `,"text":{"format":{"type":"xml"}}`, "text.format.type", badEnum, ""},
		{ask + `,"service_tier":"auto"`, "service_tier", unknown, "Unknown parameter: 'service_tier'."},
		{ask + `,"prompt_cache_key":"a"`, "prompt_cache_key", unknown, ""},
	}...))
	refuses(t, compact, append(both, []refusalCase{
		{ask + `,"service_tier":"scale"`, "service_tier", badEnum, "Invalid value: 'scale'. Supported values are: 'auto', 'default', 'fast', 'flex', and 'priority'."},
		{ask + `,"prompt_cache_key":"` + longName + `"`, "prompt_cache_key", tooLong, "Invalid 'prompt_cache_key': string too long. Expected a string with maximum length 64, but got a string with length 65 instead."},
		{ask + `,"prompt_cache_retention":"1h"`, "prompt_cache_retention", badEnum, "Invalid value: '1h'. Supported values are: 'in_memory' and '24h'."},
		{ask + `,"tools":[]`, "tools", unknown, "Unknown parameter: 'tools'."},
		{ask + `,"conversation":"c"`, "conversation", unknown, ""},
	}...))
	at := refuser(t)
	at(compact, `{`+ask+`}`, 400, `"model"`, missing, "Missing required parameter: 'model'.")
	for _, path := range []string{tokens, compact} {
		at(path, `{"model":"none",`+ask+`}`, 404, "", `"model_not_found"`, "The model `none` does not exist")
	}
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	for _, valid := range [][2]string{
		{tokens, `{}`},
		{tokens, `{"model":"m",` + ask + `,"conversation":null,"instructions":"a","parallel_tool_calls":true,"personality":"friendly",
			"reasoning":{"effort":"low"},"text":{"format":{"type":"text"}},"tools":[{"type":"function","name":"f"}],"tool_choice":"required","truncation":"auto"}`},
		{compact, `{"model":"m"}`},
		{compact, `{"model":"m",` + ask + `,"instructions":"a","prompt_cache_key":"a","prompt_cache_options":{"mode":"explicit"},"prompt_cache_retention":"24h","service_tier":"fast"}`},
	} {
		if res, body := exchange(t, url, request("POST", valid[0], "", valid[1])); res.StatusCode != 200 {
			t.Errorf("%s %s: status %d, %s", valid[0], valid[1], res.StatusCode, body)
		}
	}
}
