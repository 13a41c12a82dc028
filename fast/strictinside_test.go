package fast_test

import "testing"

// refusalCase is a request that a strict server refuses, with the error. An empty param or
// code means null.
type refusalCase struct{ body, param, code, message string }

const (
	unknown  = `"unknown_parameter"`
	tooLong  = `"string_above_max_length"`
	pattern  = "string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
	longName = "f234567890123456789012345678901234567890123456789012345678901234x"
	longID   = "call_678901234567890123456789012345678901"
)

// refuses sends bodies, each with a model added, to a path of a strict server.
func refuses(t *testing.T, path string, cases []refusalCase) {
	at := refuser(t)
	for _, c := range cases {
		quoted := func(s string) string {
			if s == "" {
				return ""
			}
			return `"` + s + `"`
		}
		at(path, `{"model":"m",`+c.body+`}`, 400, quoted(c.param), c.code, c.message)
	}
}

func TestStrictRefuses_ChatMessages(t *testing.T) {
	const (
		user       = `{"role":"user","content":"a"}`
		call       = `{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}`
		calls      = `{"role":"assistant","tool_calls":[` + call + `,{"id":"c2","type":"custom","custom":{"name":"g","input":""}}]}`
		first      = `{"role":"tool","tool_call_id":"c1","content":"5"}`
		orphan     = "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
		unanswered = "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: "
	)
	messages := func(list string) string { return `"messages":[` + list + `]` }
	parts := func(role, list string) string { return messages(`{"role":"` + role + `","content":[` + list + `]}`) }
	oneCall := func(c string) string { return messages(`{"role":"assistant","tool_calls":[` + c + `]},` + first) }
	const image = `{"type":"image_url","image_url":{"url":"https://a/b.png"}}`
	refuses(t, "/v1/chat/completions", []refusalCase{
		// Calls and their outputs.
		{messages(user + `,` + first), "messages.[1].role", "", orphan},
		{messages(first), "messages.[0].role", "", orphan},
		{messages(calls + `,` + first + `,{"role":"tool","tool_call_id":"c2","content":""},` + user + `,` + first), "messages.[4].role", "", orphan},
		{messages(calls + `,{"role":"tool","tool_call_id":"c3","content":"5"}`), "messages.[1].tool_call_id", "", "Invalid parameter: 'tool_call_id' of 'c3' not found in 'tool_calls' of previous message."},
		{messages(user + `,` + calls + `,` + user), "messages.[2].role", "", unanswered + "c1, c2"},
		{messages(user + `,` + calls + `,` + first + `,` + user), "messages.[3].role", "", unanswered + "c2"},
		{messages(calls + `,` + calls), "messages.[1].role", "", unanswered + "c1, c2"},
		{messages(user + `,` + calls + `,` + first), "messages", "", unanswered + "c2"},

		// What a call is made of.
		{oneCall(`{"type":"function","function":{"name":"f","arguments":"{}"}}`), "messages[0].tool_calls[0].id", missing, "Missing required parameter: 'messages[0].tool_calls[0].id'."},
		{oneCall(`{"id":"c1","function":{"name":"f","arguments":"{}"}}`), "messages[0].tool_calls[0].type", missing, ""},
		{oneCall(`{"id":"c1","type":"fn","function":{}}`), "messages[0].tool_calls[0].type", badEnum, "Invalid value: 'fn'. Supported values are: 'function' and 'custom'."},
		{oneCall(`{"id":"c1","type":"function","function":{"arguments":"{}"}}`), "messages[0].tool_calls[0].function.name", missing, ""},
		{oneCall(`{"id":"c1","type":"function","function":{"name":"f"}}`), "messages[0].tool_calls[0].function.arguments", missing, ""},
		{oneCall(`{"id":"c1","type":"function","function":{"name":"f","arguments":{"a":1}}}`), "messages[0].tool_calls[0].function.arguments", badType,
			"Invalid type for 'messages[0].tool_calls[0].function.arguments': expected a string, but got an object instead."},
		{oneCall(`{"id":"c1","type":"function","function":{"name":"a b","arguments":"{}"}}`), "messages[0].tool_calls[0].function.name", badEnum, "Invalid 'messages[0].tool_calls[0].function.name': " + pattern},
		{oneCall(`{"id":"` + longID + `","type":"function","function":{"name":"f","arguments":"{}"}}`), "messages[0].tool_calls[0].id", tooLong,
			"Invalid 'messages[0].tool_calls[0].id': string too long. Expected a string with maximum length 40, but got a string with length 41 instead."},
		{oneCall(`{"id":"c1","type":"function","index":0,"function":{"name":"f","arguments":"{}"}}`), "messages[0].tool_calls[0].index", unknown, "Unknown parameter: 'messages[0].tool_calls[0].index'."},
		{messages(`{"role":"tool","tool_call_id":"` + longID + `","content":""}`), "messages[0].tool_call_id", tooLong, ""},

		// Members and names.
		{messages(`{"role":"user","content":"a","tool_calls":[]}`), "messages[0].tool_calls", unknown, "Unknown parameter: 'messages[0].tool_calls'."},
		{messages(user + `,{"role":"assistant","content":"a","reasoning_content":"b"}`), "messages[1].reasoning_content", unknown, "Unknown parameter: 'messages[1].reasoning_content'."},
		{messages(`{"role":"user","content":"a","name":"Ann Bell"}`), "messages[0].name", badEnum, `Invalid 'messages[0].name': string does not match pattern. Expected a string that matches the pattern '^[^\s<|\\/>]+$'.`},

		// Parts, and the roles that they fit.
		{parts("user", `{"type":"text","text":"a","cache_control":{}}`), "messages[0].content[0].cache_control", unknown, "Unknown parameter: 'messages[0].content[0].cache_control'."},
		{parts("system", `{"type":"text","text":"a"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}`), "messages[0].content[1].type", badEnum, "Invalid value: 'input_audio'. Supported values are: 'text'."},
		{parts("assistant", `{"type":"file","file":{}}`), "messages[0].content[0].type", badEnum, "Invalid value: 'file'. Supported values are: 'text' and 'refusal'."},
		{parts("user", `{"type":"refusal","refusal":"no"}`), "messages[0].content[0].type", badEnum, "Invalid value: 'refusal'. Supported values are: 'text', 'image_url', 'input_audio', and 'file'."},
		{parts("user", `{"type":"input_text","text":"a"}`), "messages[0].content[0].type", badEnum, "Invalid value: 'input_text'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'."},
		{messages(user + `,{"role":"assistant","content":[` + image + `]}`), "messages[1]", badEnum,
			"Invalid 'messages[1]'. Image URLs are only allowed for messages with role 'user', but this message with role 'assistant' contains an image URL."},
		{parts("system", image), "messages[0]", badEnum, "Invalid 'messages[0]'. Image URLs are only allowed for messages with role 'user', but this message with role 'system'"},
		{messages(calls + `,{"role":"tool","tool_call_id":"c1","content":[` + image + `]}`), "messages[1]", badEnum, "Invalid 'messages[1]'. Image URLs are only allowed"},
		{parts("user", `{"type":"image_url","image_url":{}}`), "messages[0].content[0].image_url.url", missing, "Missing required parameter: 'messages[0].content[0].image_url.url'."},
		{parts("user", `{"type":"image_url","image_url":"https://a/b.png"}`), "messages[0].content[0].image_url", badType, "Invalid type for 'messages[0].content[0].image_url': expected an object, but got a string instead."},
		{parts("user", `{"type":"image_url","image_url":{"url":"a","detail":"max"}}`), "messages[0].content[0].image_url.detail", badEnum, "Invalid value: 'max'."},
		{parts("user", `{"type":"input_audio","input_audio":{"data":"","format":"ogg"}}`), "messages[0].content[0].input_audio.format", badEnum, "Invalid value: 'ogg'. Supported values are: 'wav' and 'mp3'."},
		{parts("user", `{"type":"file","file":{"data":"a"}}`), "messages[0].content[0].file.data", unknown, "Unknown parameter: 'messages[0].content[0].file.data'."},
	})
}

func TestStrictRefuses_ChatParameters(t *testing.T) {
	const ask = `"messages":[{"role":"user","content":"hi"}],`
	tool := func(members string) string {
		return ask + `"tools":[{"type":"function","function":{` + members + `}}]`
	}
	refuses(t, "/v1/chat/completions", []refusalCase{
		{tool(`"name":"get weather"`), "tools[0].function.name", badEnum, "Invalid 'tools[0].function.name': " + pattern},
		{tool(`"name":"wetter.heute"`), "tools[0].function.name", badEnum, ""},
		{tool(`"name":"` + longName + `"`), "tools[0].function.name", tooLong, "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64, but got a string with length 65 instead."},
		{tool(`"name":""`), "tools[0].function.name", `"empty_string"`, "Invalid 'tools[0].function.name': empty string."},
		{tool(`"name":"f","cache":1`), "tools[0].function.cache", unknown, "Unknown parameter: 'tools[0].function.cache'."},
		{ask + `"tools":[{"type":"function","function":{"name":"f"},"strict":true}]`, "tools[0].strict", unknown, "Unknown parameter: 'tools[0].strict'."},
		{ask + `"tools":[{"type":"web_search"}]`, "tools[0].type", badEnum, "Invalid value: 'web_search'. Supported values are: 'function' and 'custom'."},
		{ask + `"functions":[{"name":"a b"}]`, "functions[0].name", badEnum, "Invalid 'functions[0].name': " + pattern},
		{tool(`"name":"f"`) + `,"tool_choice":{"type":"function"}`, "tool_choice.function", missing, "Missing required parameter: 'tool_choice.function'."},
		{ask + `"response_format":{"type":"json_schema","json_schema":{"name":"my schema"}}`, "response_format.json_schema.name", badEnum, "Invalid 'response_format.json_schema.name': " + pattern},
		{ask + `"response_format":{"type":"json_schema","json_schema":{"name":"` + longName + `"}}`, "response_format.json_schema.name", tooLong, ""},
		{ask + `"response_format":{"type":"text","schema":{}}`, "response_format.schema", unknown, ""},
		{ask + `"metadata":{"` + longName + `":"v"}`, "metadata", tooLong, "Invalid property name in 'metadata': string too long. Expected a string with maximum length 64"},
		{ask + `"metadata":{"k":"` + wide(513) + `"}`, "metadata.k", tooLong, "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 513 instead."},
		{ask + `"logit_bias":{"5":101}`, "logit_bias.5", above, "Invalid 'logit_bias.5': integer above maximum value. Expected a value <= 100, but got 101 instead."},
		{ask + `"logit_bias":{"5":-100.5}`, "logit_bias.5", `"decimal_below_min_value"`, "Invalid 'logit_bias.5': decimal below minimum value."},
		{ask + `"logit_bias":{"the":1}`, "logit_bias", "", "Invalid key in 'logit_bias': the. You should only be submitting non-negative integers."},
		{ask + `"modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"},"stream":true`, "audio.format", `"unsupported_value"`,
			"Unsupported value: 'audio.format' does not support 'wav' when stream=true. Supported values are: 'pcm16'."},
		{ask + `"audio":{"format":"wav"}`, "audio.voice", missing, ""},
		{ask + `"response_format":{"type":"json_object"}`, "messages", "", "'messages' must contain the word 'json' in some form"},
	})
}

func TestStrictRefuses_Completions(t *testing.T) {
	refuses(t, "/v1/completions", []refusalCase{
		{`"best_of":2,"n":3`, "best_of", "", "You requested that the server return more choices than it will generate (HINT: you must set 'n' (currently 3) to be at most 'best_of' (currently 2)"},
		{`"best_of":21`, "best_of", above, ""},
		{`"prompt":[1,2.5]`, "prompt[1]", badType, "Invalid type for 'prompt[1]': expected"},
		{`"prompt":[[1],[2,2.5]]`, "prompt[1][1]", badType, "Invalid type for 'prompt[1][1]': expected an integer, but got a decimal number instead."},
		{`"prompt":[true]`, "prompt[0]", badType, ""},
		{`"logit_bias":{"5":-101}`, "logit_bias.5", below, ""},
	})
}

func TestStrictRefuses_EmbeddingsAndModerations(t *testing.T) {
	const input = "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference."
	refuses(t, "/v1/embeddings", []refusalCase{
		{`"input":[1,2.5]`, "", "", input},
		{`"input":[[1],[2.5]]`, "", "", input},
	})
	refuses(t, "/v1/moderations", []refusalCase{
		{`"input":[{"type":"text"}]`, "input[0].text", missing, "Missing required parameter: 'input[0].text'."},
		{`"input":[{"type":"image_url","image_url":{}}]`, "input[0].image_url.url", missing, ""},
		{`"input":[{"type":"audio"}]`, "input[0].type", badEnum, "Invalid value: 'audio'. Supported values are: 'text' and 'image_url'."},
		{`"input":[{"type":"text","text":"a","lang":"en"}]`, "input[0].lang", unknown, ""},
	})
}
