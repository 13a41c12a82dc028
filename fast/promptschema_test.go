package fast_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestPromptSchema checks that an answer in JSON mode follows the schema in the prompt, in
// every dialect that has such a mode.
func TestPromptSchema(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, text, said, schema string) {
		t.Helper()
		quoted, _ := json.Marshal(said)
		var answer any
		postJSON(t, url+path, strings.Replace(body, "$", string(quoted), 1), &answer)
		for name := range strings.FieldsSeq(text) {
			if i, err := strconv.Atoi(name); err == nil {
				answer = answer.([]any)[i]
			} else {
				answer = answer.(map[string]any)[name]
			}
		}
		wantValid(t, schema, answer.(string))
	}
	const object, user = `"response_format":{"type":"json_object"}`, `"messages":[{"role":"user","content":$}]`
	plain := "Return JSON that conforms to the following schema: " + mailSchema
	const content = "choices 0 message content"
	f(chatPath, `{`+object+`,`+user+`}`, content, plain, mailSchema)
	f(chatPath, `{"messages":[{"role":"system","content":[{"type":"text","text":$}]},{"role":"user","content":"hi"}],`+object+`}`, content, plain, mailSchema)
	f("/v1/responses", `{"instructions":$,"input":"hi","text":{"format":{"type":"json_object"}}}`, "output 0 content 0 text", plain, mailSchema)
	f("/v2/chat", `{"model":"m",`+user+`,`+object+`}`, "message content 0 text", plain, mailSchema)
	f("/api/chat", `{"model":"m","stream":false,"format":"json",`+user+`}`, "message content", plain, mailSchema)
	f("/api/generate", `{"model":"m","stream":false,"format":"json","prompt":$}`, "response", plain, mailSchema)
	f("/v1beta/models/m:generateContent", `{"systemInstruction":{"parts":[{"text":$}]},"contents":[{"parts":[{"text":"hi"}]}],`+
		`"generationConfig":{"responseMimeType":"application/json"}}`, "candidates 0 content parts 0 text", plain, mailSchema)

	// The instructions of LangChain's parsers: an example, and a schema without a type.
	chat := `{` + object + `,` + user + `}`
	untyped := strings.Replace(mailSchema, `"type":"object",`, "", 1)
	f(chatPath, chat, content, "As an example, for the schema {\"properties\": {\"foo\": {\"type\": \"array\"}}, \"required\": [\"foo\"]}\n"+
		"the object {\"foo\": [\"bar\"]} is well-formatted. {\"properties\": {\"foo\": [\"bar\"]}} is not.\nThe output schema:\n```\n"+untyped+"\n```", mailSchema)
	f(chatPath, chat, content, "Fill in {name} and {{braces}}: "+mailSchema, mailSchema)
	f(chatPath, chat, content, `{"$ref":"#/$defs/Mail","$defs":{"Mail":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}`,
		`{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}`)
	// No schemas of the answer: that of a tool, one that cannot be met, and properties of things.
	const text = `{"type":"object","required":["text"]}`
	f(chatPath, chat, content, `Tools: [{"name":"mail","parameters":`+mailSchema+`}]`, text)
	f(chatPath, chat, content, `{"type":"object","properties":{"a":{"type":"nonsense"}}}`, text)
	f(chatPath, chat, content, `Which properties has "water"?`, text)
	f(chatPath, chat, content, strings.Repeat(`{"properties":`, 1<<16), text)
}

// TestResponseFormat_ObjectSchema checks the schema that Together, Fireworks and llama.cpp take
// in JSON mode.
func TestResponseFormat_ObjectSchema(t *testing.T) {
	url := serve(t, fast.Config{})
	a := ask(t, url+chatPath, fmt.Sprintf(`"seed":1,"response_format":{"type":"json_object","schema":%s}`, mailSchema))
	wantValid(t, mailSchema, *a.Choices[0].Message.Content)
	a = ask(t, url+chatPath, `"seed":1,"response_format":{"type":"json_object","schema":null}`)
	wantValid(t, `{"type":"object","required":["text"]}`, *a.Choices[0].Message.Content)
}
