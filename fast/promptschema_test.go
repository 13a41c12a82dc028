package fast_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mock-openai/fast"
)

// memberOf returns the member of an answer to a request in which $ stands for what is said. The
// path of the member has a word or a number for each step.
func memberOf(t *testing.T, url, body, path, said string) string {
	t.Helper()
	quoted, _ := json.Marshal(said)
	var answer any
	postJSON(t, url, strings.Replace(body, "$", string(quoted), 1), &answer)
	for name := range strings.FieldsSeq(path) {
		if i, err := strconv.Atoi(name); err == nil {
			answer = answer.([]any)[i]
		} else {
			answer = answer.(map[string]any)[name]
		}
	}
	return answer.(string)
}

// TestPromptSchema checks that an answer in JSON mode follows the schema in the prompt, in
// every dialect that has such a mode.
func TestPromptSchema(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, text, said, schema string) {
		t.Helper()
		wantValid(t, schema, memberOf(t, url+path, body, text, said))
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

// TestPromptSchema_Example checks that an answer in JSON mode has the shape of an example in the
// prompt if that has no schema.
func TestPromptSchema_Example(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(said, schema string) {
		t.Helper()
		wantValid(t, schema, memberOf(t, url+chatPath, `{"response_format":{"type":"json_object"},"messages":[{"role":"system","content":$},`+
			`{"role":"user","content":"hi"}]}`, "choices 0 message content", said))
	}
	object := func(properties string) string {
		var named map[string]any
		if err := json.Unmarshal([]byte(properties), &named); err != nil {
			t.Fatal(err)
		}
		names, _ := json.Marshal(slices.Sorted(maps.Keys(named)))
		return `{"type":"object","additionalProperties":false,"properties":` + properties + `,"required":` + string(names) + `}`
	}
	f("Answer in JSON, for example:\n{\"facts\": [], \"score\": 3, \"share\": 0.5, \"sure\": true, \"a \\\"b\\\"\": null, \"of\": {\"id\": \"x\"}}\nNot {\"json\": 1}.",
		object(`{"facts":{"type":"array","items":{"type":"string"},"minItems":1},"score":{"type":"integer"},"share":{"type":"number"},"sure":{"type":"boolean"},
			"a \"b\"":{"type":["string","null"]},"of":`+object(`{"id":{"type":"string"}}`)+`}`))
	f("Give JSON with the \"fields\":\n"+`{"name":{"type":"string"},"age":{"type":"integer"},"sex":{"enum":["f","m"]}}`,
		object(`{"name":{"type":"string"},"age":{"type":"integer"},"sex":{"enum":["f","m"]}}`))
	f(`A JSON object: {"args": "{args}   # must adhere to the JSON schema: {\"type\": \"object\", \"required\": [\"n\"], \"properties\": {\"n\": {\"type\": \"integer\"}}}"}`,
		object(`{"args":{"type":"object","required":["n"]}}`))
	f(`As JSON: {"mood": "good | bad", "age": "integer|null", "tool": "{tool}   # must match one of: find; end"}`,
		object(`{"mood":{"enum":["good","bad"]},"age":{"type":"string"},"tool":{"enum":["find","end"]}}`))
	f("JSON like {\"a\": 1}, of the schema "+mailSchema, mailSchema)

	const text = `{"type":"object","required":["text"]}`
	f(`Some data: {"a": 1}. Answer in JSON.`, text)
	f(`Some schema of JSON: {"type": "array", "items": {}}`, text)
	f(`JSON, please: {} or {"a": }, not {"a" 1}`, text)
}

// TestPromptSchema_Asked checks the same of answers that are not in JSON mode, if what the user
// says last asks for JSON of a schema.
func TestPromptSchema_Asked(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, text string, follows bool, said string) {
		t.Helper()
		if got := memberOf(t, url+path, body, text, said); follows {
			wantValid(t, mailSchema, got)
		} else if strings.HasPrefix(got, "{") {
			t.Errorf("%s: %s is answered with %s", path, body, got)
		}
	}
	const user = `"messages":[{"role":"user","content":$}]`
	asked := "Who writes?\nHere is the JSON Schema that your output must follow:\n```" + mailSchema + "```\n"
	const content, blocks = "choices 0 message content", "content 0 text"
	chat := `{"model":"m",` + user + `}`
	f(chatPath, chat, content, true, asked)
	f("/v1/responses", `{"model":"m","input":$}`, "output 0 content 0 text", true, asked)
	f(messagesPath, `{"model":"m","max_tokens":999,`+user+`}`, blocks, true, asked)
	f("/v2/chat", chat, "message content 0 text", true, asked)
	f("/api/chat", `{"model":"m","stream":false,`+user+`}`, "message content", true, asked)
	f("/api/generate", `{"model":"m","stream":false,"prompt":$}`, "response", true, asked)
	f("/v1beta/models/m:generateContent", `{"contents":[{"role":"user","parts":[{"text":$}]}]}`, "candidates 0 content parts 0 text", true, asked)
	f("/model/m/converse", `{"messages":[{"role":"user","content":[{"text":$}]}]}`, "output message content 0 text", true, asked)
	f("/model/m/invoke", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":999,`+user+`}`, blocks, true, asked)

	list := `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"array","items":` + strings.ReplaceAll(mailSchema, "#/", "#/items/") + `}`
	wantValid(t, list, memberOf(t, url+chatPath, chat, content, "Give me JSON of the schema "+list))

	f(chatPath, chat, content, false, "Which schema of JSON has properties?\n\"}\"")
	f(chatPath, chat, content, false, "Explain this file:\n"+mailSchema)
	f(chatPath, chat, content, false, asked+strings.Repeat("After that, tell me a story. ", 20))
	f(chatPath, `{"model":"m","messages":[{"role":"system","content":$},{"role":"user","content":"hi"}]}`, content, false, asked)
	f(chatPath, `{"model":"m","messages":[{"role":"user","content":$},{"role":"assistant","content":"{}"},{"role":"user","content":"hi"}]}`, content, false, asked)
	f(messagesPath, `{"model":"m","max_tokens":999,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},`+
		`{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":$}]}]}`, blocks, false, asked)
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
