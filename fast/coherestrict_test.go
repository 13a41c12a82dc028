package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestCohere_Strict wants refused what the real API refuses, in its words, and the rest
// answered.
func TestCohere_Strict(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	f := func(path, headers, members string, status int, message string) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, headers, `{`+members+`}`))
		var got struct{ Message string }
		decodeJSON(t, body, &got)
		if res.StatusCode != status || got.Message != message {
			t.Errorf("%s %s: status %d, %s", path, members, res.StatusCode, body)
		}
	}
	const model, hello = `"model":"m",`, `"messages":[{"role":"user","content":"a"}]`
	chat := func(members string, status int, message string) {
		t.Helper()
		f(cohereChatPath, "", model+members, status, message)
	}
	f(cohereChatPath, "", hello, 400, "a model parameter is required for this endpoint.")
	f(cohereChatPath, "", `"model":"none",`+hello, 404, "model 'none' not found, make sure the correct model ID was used and that you have access to the model.")
	chat(`"a":1`, 400, "invalid request: required 'messages' param is missing or empty.")
	chat(hello+`,"n":1`, 422, "unknown field: parameter 'n' is not a valid field")
	chat(hello+`,"tools":[{"type":"function","function":{"name":"f","strict":true}}]`, 422, "unknown field: parameter 'strict' is not a valid field")
	chat(hello+`,"stream":"yes"`, 422, "invalid type: parameter 'stream' is of type string but should be of type boolean")
	chat(`"messages":[{"role":"user","content":7}]`, 422, "invalid type: parameter 'messages[0].content' is of type integer but should be of type []object")
	chat(hello+`,"temperature":1.5`, 400, "invalid request: temperature must be between 0 and 1 inclusive.")
	chat(hello+`,"k":501`, 400, "invalid request: k must be between 0 and 500 inclusive.")
	chat(hello+`,"safety_mode":"x"`, 400, "invalid request: safety_mode must be one of 'CONTEXTUAL', 'STRICT', 'OFF', or 'NONE'.")
	chat(hello+`,"response_format":{"type":"json_object"},"documents":["a"]`, 400, "invalid request: response_format is not supported with RAG.")
	chat(hello+`,"documents":[{"id":"a","data":"b"},{"id":"a","data":{}}]`, 400, "invalid request: duplicate document ID a at index 1 and 0")
	chat(hello+`,"tool_choice":"REQUIRED"`, 400, "invalid request: tools must be provided when tool_choice is REQUIRED.")
	chat(`"messages":[]`, 400, "invalid request: message must be at least 1 token long or tool results must be specified.")
	chat(`"messages":[{"role":"user","content":""}]`, 400, "message must not be empty in a turn")
	chat(`"messages":[{"role":"other","content":"a"}]`, 400, "invalid request: messages[0].role must be one of 'user', 'system', 'assistant', or 'tool'.")
	const called = `{"role":"assistant","tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]}`
	chat(`"messages":[`+called+`,{"role":"tool","content":"a"}]`, 400, "tool call id must be provided with tool message")
	chat(`"messages":[`+called+`,{"role":"tool","tool_call_id":"k","content":"a"}]`, 400, "tool call id not found in previous tool calls")
	chat(`"messages":[`+called+`,`+called+`]`, 400, "cannot have duplicate tool ids")

	embed := func(members string, status int, message string) {
		t.Helper()
		f(cohereEmbedPath, "", model+members, status, message)
	}
	embed(`"texts":["a"]`, 400, "invalid request: valid input_type must be provided with the provided model")
	embed(`"input_type":"clustering"`, 400, "invalid request: one of texts, images, or inputs must be provided.")
	embed(`"input_type":"clustering","texts":["a",""]`, 400, "invalid request: inputs contains an element that is the empty string at index 1")
	embed(`"input_type":"clustering","texts":[`+strings.Repeat(`"a",`, 96)+`"a"]`, 400, "invalid request: total number of texts must be at most 96 - received 97")
	embed(`"input_type":"clustering","texts":["a"],"output_dimension":7`, 400, "invalid request: output_dimension must be one of 256, 512, 1024, or 1536.")
	f(cohereRerankPath, "", model+`"query":"a","documents":["b",""]`, 400, "invalid request: document at index 1 cannot be empty")
	f(cohereRerankPath, "", model+`"query":"a","documents":[{}]`, 422, "invalid type: parameter 'documents[0]' is of type object but should be of type string")
	f(cohereRerankPath, "", model+`"query":"a","documents":["b"],"rank_fields":["b"]`, 422, "unknown field: parameter 'rank_fields' is not a valid field")

	for _, valid := range [][2]string{
		{cohereChatPath, model + hello + `,"thinking":{"type":"enabled","token_budget":9},"documents":["a",{"data":{"b":1}}],"citation_options":{"mode":"FAST"}`},
		{cohereChatPath, model + `"messages":[{"role":"system","content":[{"type":"text","text":"a"}]},{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]},` +
			called + `,{"role":"tool","tool_call_id":"i","content":[{"type":"document","document":{"data":"x"}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]`},
		{cohereEmbedPath, model + `"input_type":"image","inputs":[{"content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"u"}}]}],"truncate":"END"`},
		{cohereRerankPath, model + `"query":"a","documents":["b"],"top_n":3,"relevant_spans":{"mode":"enabled"}`},
		{sharedRerankPath, model + `"query":"a","documents":["b",{"image":"u"}],"top_n":0,"truncate_prompt_tokens":-1`},
	} {
		if res, body := exchange(t, url, request("POST", valid[0], "", `{`+valid[1]+`}`)); res.StatusCode != 200 {
			t.Errorf("%s: status %d: %s", valid[1], res.StatusCode, body)
		}
	}
	f(sharedRerankPath, "X-Fern-SDK-Name: cohere\r\n", `"query":"a","documents":["b"],"rank_fields":7`, 422, "invalid type: parameter 'rank_fields' is of type integer but should be of type []string")
	if res, body := exchange(t, url, request("POST", sharedRerankPath, "", `{"query":"a","documents":["b"]}`)); res.StatusCode != 400 || !strings.HasPrefix(string(body), `{"error":{"message":"you must provide a model parameter"`) {
		t.Errorf("without a model: status %d: %s", res.StatusCode, body)
	}
}
