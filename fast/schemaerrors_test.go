package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestSchemaErrors checks that schemas which OpenAI refuses get its errors.
func TestSchemaErrors(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, param, code, message string) {
		t.Helper()
		status, answer := post(t, url+path, body)
		var envelope struct {
			Error struct{ Type, Param, Code, Message string }
		}
		if err := json.Unmarshal(answer, &envelope); err != nil {
			t.Fatal(err)
		}
		e := envelope.Error
		if status != http.StatusBadRequest || e.Type != "invalid_request_error" || e.Param != param || e.Code != code || !strings.HasPrefix(e.Message, message) {
			t.Errorf("%s %s: status %d: %s", path, body, status, answer)
		}
	}
	const (
		ahead  = `{"type":"object","properties":{"email":{"type":"string","pattern":"^(?!\\.)a+$"}},"required":["email"]}`
		behind = `{"type":"object","properties":{"x":{"anyOf":[{"type":"string","pattern":"(?<=a)b"}]}}}`
		back   = `{"type":"object","properties":{"x":{"type":"array","items":{"pattern":"(a)\\1"}}}}`
	)
	for _, choice := range []string{``, `,"tool_choice":"required"`, `,"tool_choice":"none"`} {
		f(chatPath, `{"tools":[{"type":"function","function":{"name":"f","parameters":`+ahead+`}}]`+choice+`}`,
			"tools", "invalid_json_schema", "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.email.pattern.")
		f("/v1/responses", `{"tools":[{"type":"function","name":"f","parameters":`+behind+`}]`+choice+`}`,
			"tools", "invalid_json_schema", "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.x.anyOf[0].pattern.")
	}
	f(chatPath, `{"functions":[{"name":"f","parameters":`+back+`}]}`,
		"functions", "invalid_json_schema", "Invalid JSON schema: regex backreferences are not supported. Found at $.properties.x.items.pattern.")
	f(chatPath, `{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":`+ahead+`}}}`,
		"response_format", "invalid_json_schema", "Invalid JSON schema: regex lookaround is not supported.")
	f("/v1/responses", `{"text":{"format":{"type":"json_schema","name":"n","schema":`+ahead+`}}}`,
		"text.format.schema", "invalid_json_schema", "Invalid JSON schema: regex lookaround is not supported.")

	function := func(parameters, message string) {
		t.Helper()
		message = "Invalid schema for function 'f': " + message
		f(chatPath, `{"tools":[{"type":"function","function":{"name":"f","parameters":`+parameters+`}}]}`,
			"tools[0].function.parameters", "invalid_function_parameters", message)
		f("/v1/responses", `{"tools":[{"type":"function","name":"f","parameters":`+parameters+`}]}`,
			"tools[0].parameters", "invalid_function_parameters", message)
		f(chatPath, `{"functions":[{"name":"f","parameters":`+parameters+`}]}`,
			"functions[0].parameters", "invalid_function_parameters", message)
	}
	function(`{"type":"string"}`, `schema must be a JSON Schema of 'type: "object"', got 'type: "string"'.`)
	function(`{"type":"array","items":{}}`, `schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`)
	function(`{"type":["string","null"]}`, `schema must be a JSON Schema of 'type: "object"', got 'type: ["string","null"]'.`)
	function(`true`, `true is not of type 'object'.`)
	function(`[]`, `[] is not of type 'object'.`)
	function(`"object"`, `"object" is not of type 'object'.`)
	function(`7`, `7 is not of type 'object'.`)
	function(`{"anyOf":[{"type":"string"},{"type":"integer"}]}`, "In context=(), no value")
	function(`{"type":"object","properties":{"a":{"type":"string","format":"email","maxLength":5}},"required":["a"]}`, "In context=('properties', 'a'), no value")
}

// TestSchemaErrors_None checks that arguments are an object wherever possible.
func TestSchemaErrors_None(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, parameters := range []string{
		`null`, `{}`, `{"properties":{}}`, `{"type":"object"}`, `{"type":["object","null"]}`, `{"anyOf":[{"type":"string"},{"type":"object"}]}`,
		`{"type":"object","properties":{"m":{"type":"string","format":"email","maxLength":40,"pattern":"@example\\.com$"}},"required":["m"]}`,
	} {
		body := `"seed":%d,"messages":[{"role":"user","content":"hi"}],"tool_choice":"required","tools":[{"type":"function","function":{"name":"f","parameters":` + parameters + `}}]`
		for seed := range 10 {
			var arguments map[string]any
			a := ask(t, url+chatPath, fmt.Sprintf(body, seed))
			if err := json.Unmarshal([]byte(a.Choices[0].Message.ToolCalls[0].Function.Arguments), &arguments); err != nil || arguments == nil {
				t.Errorf("%s: arguments are %s: %v", parameters, a.Choices[0].Message.ToolCalls[0].Function.Arguments, err)
			}
		}
	}
}
