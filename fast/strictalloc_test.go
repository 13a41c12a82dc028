package fast_test

// strictCases are requests that a strict server must check without allocating.
var strictCases = []allocCase{
	{"strict-chat", "POST", "/v1/chat/completions", chatRequest},
	{"strict-stream", "POST", "/v1/chat/completions", `{"stream":true,` + chatRequest[1:]},
	{"strict-tools", "POST", "/v1/chat/completions", strictTools},
	{"strict-conversation", "POST", "/v1/chat/completions", strictConversation},
	{"strict-deepseek", "POST", "/chat/completions", `{"thinking":{"type":"enabled"},` + strictTools[1:]},
	{"strict-deepseek-fim", "POST", "/beta/completions", `{"model":"gpt-4o","prompt":"a","suffix":"b","stop":["e"]}`},
	{"strict-openrouter", "POST", "/api/v1/chat/completions", strictTools},
	{"strict-azure", "POST", "/openai/v1/chat/completions", strictTools},
	{"strict-gemini-openai", "POST", "/v1beta/openai/chat/completions", strictTools},
	{"strict-completions", "POST", "/v1/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":["a","b"],"logit_bias":{"7":1.5},"temperature":0.5}`},
	{"strict-embeddings", "POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":["a",  "b"]}`},
	{"strict-responses", "POST", "/v1/responses", responseRequest},
	{"strict-responses-tools", "POST", "/v1/responses", `{"model":"gpt-4o","input":[{"role":"user","content":"hi"}],` + flatTools + `}`},
}

const strictTools = `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}],` + twoTools + `}`

// strictConversation has what the rules of chat look into.
const strictConversation = `{"model":"gpt-4-mock","messages":[{"role":"system","content":"Answer in JSON.","name":"a"},` +
	`{"role":"user","content":[{"type":"text","text":"a\nb"},{"type":"image_url","image_url":{"url":"data:,"}}]},` +
	`{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"call_2","type":"function","function":{"name":"f","arguments":"{}"}}]},` +
	`{"role":"tool","tool_call_id":"call_2","content":"a"},{"role":"tool","tool_call_id":"call_1","content":"b"}],` +
	`"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"city":{"type":["string","null"],"format":"date"},` +
	`"list":{"type":"array","items":{"anyOf":[{"type":"number"},{"$ref":"#/$defs/d"}]}}},"required":["list","city"],"additionalProperties":false,"$defs":{"d":{"type":"integer"}}}}}],` +
	`"tool_choice":{"type":"function","function":{"name":"f"}},"temperature":0.75,"top_p":0.5,"max_completion_tokens":100,"stop":["zzz"],"logit_bias":{"50256":-100,"7":1.5},` +
	`"metadata":{"a name of more than thirty-two characters":"v"},"seed":7,"logprobs":true,"top_logprobs":2,"stream":true,"stream_options":{"include_usage":true},` +
	`"response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":{"type":"object","properties":{},"required":[],"additionalProperties":false}}},` +
	`"service_tier":"default","user":"u","reasoning_effort":"low"}`
