package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// Error codes in the envelope.
const (
	missing = `"missing_required_parameter"`
	badType = `"invalid_type"`
	badEnum = `"invalid_value"`
	below   = `"integer_below_min_value"`
	above   = `"integer_above_max_value"`
)

// refuser returns a function that sends a body to a path of a strict server and checks for
// the given error.
func refuser(t *testing.T) func(path, body string, status int, param, code, message string) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m", "org/m"}}})
	return func(path, body string, status int, param, code, message string) {
		t.Helper()
		raw := request("POST", path, "", body)
		res, answer := exchange(t, url, raw)
		wantEnvelope(t, body, res, answer, status, param, code, message)
	}
}

func TestStrict_Chat(t *testing.T) {
	at := refuser(t)
	f := func(parameters, param, code, message string) {
		t.Helper()
		at("/v1/chat/completions", `{"model":"m","messages":[{"role":"user","content":"hi"}],`+parameters+`}`, 400, param, code, message)
	}
	// Numbers out of range and of the wrong type.
	for _, name := range []string{"max_tokens", "max_completion_tokens", "n"} {
		f(`"`+name+`":0`, `"`+name+`"`, below, "Invalid '"+name+"': integer below minimum value. Expected a value >= 1, but got 0 instead.")
		f(`"`+name+`":"1"`, `"`+name+`"`, badType, "Invalid type for '"+name+"': expected an integer, but got a string instead.")
		f(`"`+name+`":1.5`, `"`+name+`"`, badType, "Invalid type for '"+name+"': expected an integer, but got a decimal number instead.")
	}
	for name, bounds := range map[string][2]int{"temperature": {0, 2}, "top_p": {0, 1}, "presence_penalty": {-2, 2}, "frequency_penalty": {-2, 2}} {
		f(fmt.Sprintf(`"%s":%d.5`, name, bounds[1]), `"`+name+`"`, `"decimal_above_max_value"`,
			fmt.Sprintf("Invalid '%s': decimal above maximum value. Expected a value <= %d, but got %d.5 instead.", name, bounds[1], bounds[1]))
		f(fmt.Sprintf(`"%s":%d`, name, bounds[0]-1), `"`+name+`"`, `"decimal_below_min_value"`,
			fmt.Sprintf("Invalid '%s': decimal below minimum value. Expected a value >= %d, but got %d instead.", name, bounds[0], bounds[0]-1))
		f(`"`+name+`":"hot"`, `"`+name+`"`, badType, "Invalid type for '"+name+"': expected a decimal, but got a string instead.")
	}
	f(`"logprobs":true,"top_logprobs":21`, `"top_logprobs"`, above, "Invalid 'top_logprobs': integer above maximum value. Expected a value <= 20, but got 21 instead.")
	f(`"logprobs":true,"top_logprobs":-1`, `"top_logprobs"`, below, "")
	f(`"logprobs":1`, `"logprobs"`, badType, "Invalid type for 'logprobs': expected a boolean, but got an integer instead.")
	f(`"seed":"x"`, `"seed"`, badType, "Invalid type for 'seed': expected an integer, but got a string instead.")
	f(`"stop":["a","b","c","d","e"]`, `"stop"`, `"array_above_max_length"`, "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.")
	f(`"stop":[1]`, `"stop[0]"`, badType, "")
	f(`"stream":"yes"`, `"stream"`, badType, "Invalid type for 'stream': expected a boolean, but got a string instead.")
	f(`"user":{}`, `"user"`, badType, "Invalid type for 'user': expected a string, but got an object instead.")
	f(`"logit_bias":[]`, `"logit_bias"`, badType, "Invalid type for 'logit_bias': expected an object, but got an array instead.")
	f(`"metadata":{"k":7}`, `"metadata.k"`, badType, "Invalid type for 'metadata.k': expected a string, but got an integer instead.")
	f(`"metadata":{`+strings.Repeat(`"k":"v",`, 16)+`"k":"v"}`, `"metadata"`, `"object_above_max_properties"`, "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.")
	f(`"metadata":"x"`, `"metadata"`, badType, "")

	// Values that are none of some.
	f(`"service_tier":"gold"`, `"service_tier"`, badEnum, "Invalid value: 'gold'. Supported values are: 'auto', 'default', ")
	f(`"service_tier":{}`, `"service_tier"`, badType, "Invalid type for 'service_tier': expected one of 'auto', ")
	f(`"verbosity":"loud"`, `"verbosity"`, badEnum, "Invalid value: 'loud'. Supported values are: 'low', 'medium', and 'high'.")
	f(`"modalities":["smell"]`, `"modalities[0]"`, badEnum, "Invalid value: 'smell'. Supported values are: 'text' and 'audio'.")
	f(`"modalities":[]`, `"modalities"`, `"empty_array"`, "")

	// Tools and formats.
	f(`"tools":"none"`, `"tools"`, badType, "Invalid type for 'tools': expected an array of objects, but got a string instead.")
	f(`"functions":[]`, `"functions"`, `"empty_array"`, "Invalid 'functions': empty array.")
	f(`"tools":[{"function":{"name":"f"}}]`, `"tools[0].type"`, missing, "Missing required parameter: 'tools[0].type'.")
	f(`"tools":[{"type":"function","function":{"name":"f"}},{"type":"function"}]`, `"tools[1].function"`, missing, "Missing required parameter: 'tools[1].function'.")
	f(`"tools":[{"type":"function","function":{}}]`, `"tools[0].function.name"`, missing, "Missing required parameter: 'tools[0].function.name'.")
	f(`"functions":[{"parameters":{}}]`, `"functions[0].name"`, missing, "Missing required parameter: 'functions[0].name'.")
	f(`"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"must"`, `"tool_choice"`, badEnum, "Invalid value: 'must'. Supported values are: 'none', 'auto', and 'required'.")
	f(`"functions":[{"name":"f"}],"function_call":{}`, `"function_call.name"`, missing, "")
	f(`"response_format":"json"`, `"response_format"`, badType, "Invalid type for 'response_format': expected an object, but got a string instead.")
	f(`"response_format":{}`, `"response_format.type"`, missing, "Missing required parameter: 'response_format.type'.")
	f(`"response_format":{"type":"xml"}`, `"response_format.type"`, badEnum, "Invalid value: 'xml'. Supported values are: 'json_object', 'json_schema', and 'text'.")
	f(`"response_format":{"type":"json_schema"}`, `"response_format.json_schema"`, missing, "Missing required parameter: 'response_format.json_schema'.")
	f(`"response_format":{"type":"json_schema","json_schema":{}}`, `"response_format.json_schema.name"`, missing, "")

	// What is unknown.
	f(`"bogus":1`, "", "", "Unrecognized request argument supplied: bogus")
	f(`"b\u006fgus":1,"n":0,"top_k":2`, "", "", "Unrecognized request arguments supplied: bogus, top_k")
	f(`"stream":true,"stream_options":{"bogus":1}`, `"stream_options.bogus"`, `"unknown_parameter"`, "Unknown parameter: 'stream_options.bogus'.")

	// What does not go together.
	const enabled, specified = "The '%s' parameter is only allowed when '%s' is enabled.", "Invalid value for '%s': '%[1]s' is only allowed when '%[2]s' are specified."
	f(`"stream_options":{"include_usage":true}`, `"stream_options"`, "", fmt.Sprintf(enabled, "stream_options", "stream"))
	f(`"stream":false,"stream_options":{}`, `"stream_options"`, "", "")
	f(`"top_logprobs":0`, `"top_logprobs"`, "", fmt.Sprintf(enabled, "top_logprobs", "logprobs"))
	f(`"logprobs":false,"top_logprobs":5`, `"top_logprobs"`, "", "")
	f(`"tool_choice":"none"`, `"tool_choice"`, "", fmt.Sprintf(specified, "tool_choice", "tools"))
	f(`"tools":[ ],"tool_choice":"required"`, `"tool_choice"`, "", fmt.Sprintf(specified, "tool_choice", "tools"))
	f(`"parallel_tool_calls":true`, `"parallel_tool_calls"`, "", fmt.Sprintf(specified, "parallel_tool_calls", "tools"))
	f(`"function_call":"auto"`, `"function_call"`, "", fmt.Sprintf(specified, "function_call", "functions"))
	f(`"functions":[{"name":"f"}],"tools":[{"type":"function","function":{"name":"f"}}]`, `"functions"`, `"invalid_parameter_combination"`, "Setting 'functions' and 'tools' at the same time is not supported.")
	f(`"max_tokens":1,"max_completion_tokens":1`, `"max_tokens"`, `"invalid_parameter_combination"`, "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
	f(`"response_format":{"type":"json_object"}`, `"messages"`, "", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.")
}

func TestStrict_Messages(t *testing.T) {
	at := refuser(t)
	f := func(messages, param, code, message string) {
		t.Helper()
		at("/v1/chat/completions", `{"model":"m","messages":`+messages+`}`, 400, param, code, message)
	}
	const noContent = "Invalid value for 'content': expected a string, got null."
	f(`null`, `"messages"`, missing, "Missing required parameter: 'messages'.")
	f(`[]`, `"messages"`, `"empty_array"`, "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.")
	f(`"hi"`, `"messages"`, badType, "Invalid type for 'messages': expected an array of objects, but got a string instead.")
	f(`["hi"]`, `"messages[0]"`, badType, "Invalid type for 'messages[0]': expected an object, but got a string instead.")
	f(`[{"content":"hi"}]`, `"messages[0].role"`, missing, "Missing required parameter: 'messages[0].role'.")
	f(`[{"role":null,"content":"hi"}]`, `"messages[0].role"`, missing, "")
	f(`[{"role":"user","content":"hi"},{"role":"boss","content":"hi"}]`, `"messages[1].role"`, badEnum, "Invalid value: 'boss'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.")
	f(`[{"role":"user"}]`, `"messages.[0].content"`, "", noContent)
	f(`[{"role":"user","content":"a"},{"role":"system","content":null}]`, `"messages.[1].content"`, "", noContent)
	f(`[{"role":"assistant","refusal":null}]`, `"messages.[0].content"`, "", noContent)
	f(`[{"role":"developer"}]`, `"messages[0].content"`, missing, "")
	f(`[{"role":"user","content":7}]`, `"messages[0].content"`, badType, "Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an integer instead.")
	f(`[{"role":"user","content":[{"text":"a"}]}]`, `"messages[0].content[0].type"`, missing, "Missing required parameter: 'messages[0].content[0].type'.")
	f(`[{"role":"user","content":[{"type":"smell"}]}]`, `"messages[0].content[0].type"`, badEnum, "Invalid value: 'smell'.")
	f(`[{"role":"user","content":[{"type":"text"}]}]`, `"messages[0].content[0].text"`, missing, "")
	f(`[{"role":"tool","content":"a"}]`, `"messages[0].tool_call_id"`, missing, "")
	f(`[{"role":"assistant","tool_calls":[]}]`, `"messages[0].tool_calls"`, `"empty_array"`, "")
}

func TestStrict_Endpoints(t *testing.T) {
	at := refuser(t)
	f := func(path, body, param, code, message string) {
		t.Helper()
		at(path, body, 400, param, code, message)
	}
	const noModel = "you must provide a model parameter"
	whole := map[string]string{
		"/v1/chat/completions": `{"model":"%s","messages":[{"role":"user","content":"a"}]}`,
		"/v1/completions":      `{"model":"%s","prompt":"a"}`,
		"/v1/embeddings":       `{"model":"%s","input":"a"}`,
		"/v1/moderations":      `{"model":"%s","input":"a"}`,
	}
	for path, body := range whole {
		at(path, fmt.Sprintf(body, "gpt-none"), 404, "", `"model_not_found"`, "The model `gpt-none` does not exist or you do not have access to it.")
		f(path, strings.Replace(body, `"%s"`, `7`, 1), `"model"`, badType, "Invalid type for 'model': expected a string, but got an integer instead.")
		f(path, fmt.Sprintf(body[:len(body)-1]+`,"bogus":{}}`, "m"), "", "", "Unrecognized request argument supplied: bogus")
		f(path, `{"model":`, "", "", "We could not parse the JSON body of your request.")
		f(path, `[]`, "", "", "We could not parse the JSON body of your request.")
		if path != "/v1/moderations" {
			f(path, fmt.Sprintf(body, ""), "", "", noModel)
			f(path, `{}`, "", "", noModel)
			f(path, `{"model":null,"bogus":1}`, "", "", noModel)
		}
	}
	f("/v1/embeddings", `{"model":"m"}`, `"input"`, missing, "Missing required parameter: 'input'.")
	f("/v1/embeddings", `{"model":"m","input":""}`, `"input"`, badEnum, "")
	f("/v1/moderations", `{}`, `"input"`, missing, "")
	f("/v1/completions", `{"model":"m","logprobs":6}`, `"logprobs"`, above, "")
	f("/v1/completions", `{"model":"m","best_of":-1}`, `"best_of"`, below, "")
	f("/v1/completions", `{"model":"m","messages":[]}`, "", "", "Unrecognized request argument supplied: messages")
	f("/v1/completions", `{"model":"m","stream_options":{}}`, `"stream_options"`, "", "The 'stream_options' parameter")
	f("/v1/completions", `{"model":"m","stop":["a","b","c","d","e"]}`, `"stop"`, `"array_above_max_length"`, "")
}

// TestStrict_Answers sends requests that the real API accepts.
func TestStrict_Answers(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m", "org/m"}}})
	f := func(path, body string) {
		t.Helper()
		if status, answer := post(t, url+path, body); status != http.StatusOK || !json.Valid(answer) && !strings.HasPrefix(string(answer), "data: ") {
			t.Errorf("%s: status %d: %.300s", body, status, answer)
		}
	}
	chat := func(parameters string) {
		t.Helper()
		f("/v1/chat/completions", `{"model":"org\/m","messages":[{"role":"user","content":"as JSON"}]`+parameters+`}`)
	}
	chat(``)
	chat(`,"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}`)
	chat(`,"temperature":2,"top_p":1.0,"presence_penalty":-2,"frequency_penalty":2e0,"n":3,"stop":["a","b","c","d"],"max_completion_tokens":1`)
	chat(`,"max_tokens":5,"logprobs":true,"top_logprobs":20,"seed":-1,"user":"u","store":true,"metadata":{"a":"b"},"logit_bias":{"5":1}`)
	chat(`,"tools":[{"type":"function","function":{"name":"f","parameters":{},"strict":true}},{"type":"custom","custom":{"name":"g"}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false`)
	chat(`,"tools":[],"tool_choice":"auto","parallel_tool_calls":true`)
	chat(`,"functions":[{"name":"f"}],"function_call":"auto","response_format":{"type":"json_object"}`)
	chat(`,"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{}}},"reasoning_effort":"low","verbosity":"high","service_tier":"flex"`)
	chat(`,"modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"},"stop":"a","tools":null,"tool_choice":null,"bogus":null`)
	f("/v1/chat/completions", `{"model":"m","messages":[{"role":"system","content":"s"},{"role":"developer","content":[{"type":"text","text":"t"}]},`+
		`{"role":"user","name":"u","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"data:"}},{"type":"file","file":{}},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]},`+
		`{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"5"},`+
		`{"role":"assistant","content":"a","refusal":null,"annotations":[]},{"role":"assistant","function_call":{}},{"role":"function","name":"f","content":"5"},{"role":"user","content":""}]}`)
	f("/v1/completions", `{"model":"m"}`)
	f("/v1/completions", `{"model":"m","prompt":["a"],"suffix":"s","echo":true,"best_of":3,"logprobs":5,"max_tokens":0,"stream":true}`)
	f("/v1/embeddings", `{"model":"m","input":[[1,2]],"encoding_format":"base64","dimensions":4,"user":"u"}`)
	f("/v1/moderations", `{"input":"a"}`)
	f("/v1/moderations", `{"input":[{"type":"text","text":"a"}],"model":"m"}`)
}
