package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestGemini_Strict wants a strict server to refuse what the real API does.
func TestGemini_Strict(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"gemini-2.5-flash", `a"b`}}})
	f := func(path, body string, status int, message string) {
		t.Helper()
		got, all := askGemini(t, url, path, body)
		if e := all[0].Error; got != status || e != nil && !strings.Contains(e.Message, message) {
			t.Errorf("%s %s: status %d: %+v", path, body, got, e)
		}
	}
	for _, path := range []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":generateContent"} {
		f(path, geminiRequest, 200, "")
		f(path, geminiTools, 200, "")
		f(path, `{"contents":{"role":"user","parts":{"text":"a"}},"generation_config":{"top_k":3,"stop_sequences":["b"]}}`, 200, "")
		f(path, `{}`, 400, "contents is not specified")
		f(path, `{"contents":[]}`, 400, "contents is not specified")
		f(path, `{"contents":[{"parts":[{"text":"a"}]},{"role":"model","parts":[]}]}`, 400, "parts")
		f(path, `{"contents":[{"role":"assistant","parts":[{"text":"a"}]}]}`, 400, "Please use a valid role: user, model.")
		f(path, `{"messages":[]}`, 400, `Unknown name "messages": Cannot find field.`)
		f(path, `{"generationConfig":{"max_tokens":1}}`, 400, `Unknown name "max_tokens" at 'generation_config': Cannot find field.`)
	}
	f(geminiWhole, `{"contents":[{"parts":[{"text":"a"}]},{"role":"model","parts":[]}]}`, 400, "contents[1].parts: contents.parts must not be empty.")
	f("/v1beta/models/gemini-2.5-flash:tokens=3:generateContent", geminiRequest, 200, "")
	f("/v1beta/models/a%22b:generateContent", geminiRequest, 200, "")
	f("/v1beta/models/none:generateContent", geminiRequest, 404, "models/none is not found")
}

// TestGemini_StrictValues wants numbers out of range, turns out of order and schemas that
// Google does not take to be refused in its words.
func TestGemini_StrictValues(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"gemini-2.5-flash"}}})
	f := func(path, body, message string) {
		t.Helper()
		status, all := askGemini(t, url, path, body)
		if e := all[0].Error; (status != 200) != (message != "") || e != nil && e.Message != message {
			t.Errorf("%s %s: status %d: %+v", path, body, status, e)
		}
	}
	const hi = `{"contents":[{"parts":[{"text":"a"}]}],`
	const field = "* GenerateContentRequest.generation_config."
	set := func(values string) string { return hi + `"generationConfig":{` + values + `}}` }
	vertex := vertexModel + ":generateContent"
	f(geminiWhole, set(`"temperature":2,"topP":0,"top_k":"64","presencePenalty":-2,"thinkingConfig":{"thinkingBudget":-1}`), "")
	f(geminiWhole, set(`"temperature":2.5`), field+"temperature: temperature must be in the range [0.0, 2.0].\n")
	f(geminiWhole, set(`"maxOutputTokens":0`), field+"max_output_tokens: max_output_tokens must be in the range [1, 65536].\n")
	f(geminiWhole, set(`"thinking_config":{"thinking_budget":70000}`), field+"thinking_config.thinking_budget: thinking_budget must be in the range [-1, 65535].\n")
	f(geminiWhole, set(`"topP":true`), "Invalid value at 'generation_config.top_p' (TYPE_FLOAT), true")
	f(vertex, set(`"maxOutputTokens":100000`), "Unable to submit request because it has a maxOutputTokens value of 100000 "+
		"but the supported range is from 1 (inclusive) to 65537 (exclusive). Update the value and try again.")
	f(vertex, set(`"temperature":3`), "Unable to submit request because it has a temperature value of 3 "+
		"but the supported range is from 0 (inclusive) to 2.0001 (exclusive). Update the value and try again.")

	turns := func(contents string) string { return `{"contents":[` + contents + `]}` }
	const user, call, back = `{"role":"user","parts":[{"text":"a"}]}`, `{"role":"model","parts":[{"functionCall":{"name":"f"}}]}`, `{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}`
	f(geminiWhole, turns(user+`,`+call+`,`+back), "")
	f(geminiWhole, turns(user+`,`+call+`,`+back+`,`+call+`,`+back+`,{"role":"model","parts":[{"text":"","thoughtSignature":"cw=="}]},`+user), "")
	f(geminiWhole, turns(call+`,`+back), "Please ensure that function call turn comes immediately after a user turn or after a function response turn.")
	f(geminiWhole, turns(user+`,`+call+`,`+call), "Please ensure that function call turn comes immediately after a user turn or after a function response turn.")
	f(geminiWhole, turns(user+`,`+call+`,`+user), "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.")
	f(geminiWhole, turns(user+`,`+back), "Please ensure that function response turn comes immediately after a function call turn.")
	f(geminiWhole, turns(`{"parts":[{"text":"a"},{"text":""}]}`), "* GenerateContentRequest.contents[0].parts[1].data: required oneof field 'data' must have one initialized field\n")

	tool := func(function string) string {
		return hi + `"tools":[{"googleSearch":{}},{"functionDeclarations":[` + function + `]}]}`
	}
	const declared = "* GenerateContentRequest.tools[1].function_declarations[0]."
	f(geminiWhole, tool(`{"name":"a.b:c-d"},{"name":"g","parametersJsonSchema":{"type":"object"}}`), "")
	f(geminiWhole, tool(`{"name":"1st"}`), declared+"name: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), "+
		"underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.\n")
	f(geminiWhole, tool(`{"name":"f"},{"name":"f"}`), "Duplicate function declaration found: f")
	f(geminiWhole, tool(`{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"ARRAY"}}}}`), declared+"parameters.properties[a].items: missing field.\n")
	f(geminiWhole, tool(`{"name":"f","parameters":{"type":"object","properties":{}}}`), declared+"parameters.properties: should be non-empty for OBJECT type\n")
	f(geminiWhole, set(`"responseSchema":{"type":"ARRAY","items":{"anyOf":[{"type":"STRING","enum":["a",""]}]}}`), field+"response_schema.items.any_of[0].enum[1]: cannot be empty\n")
}
