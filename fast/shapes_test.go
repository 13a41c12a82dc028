package fast_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
)

// A shape lists every path in a JSON document and its types, one path per line. The shapes of
// the real API come from published recordings.

const (
	chatShape = `
		. object
		.id string
		.object string
		.created number
		.model string
		.service_tier string
		.system_fingerprint string
		.choices array
		.choices[] object
		.choices[].index number
		.choices[].message object
		.choices[].message.role string
		.choices[].message.content string
		.choices[].message.refusal null
		.choices[].message.annotations array
		.choices[].logprobs null
		.choices[].finish_reason string
		.usage object` + usageShape
	chunkShape = `
		. object
		.id string
		.object string
		.created number
		.model string
		.service_tier string
		.system_fingerprint string
		.choices array
		.choices[] object
		.choices[].index number
		.choices[].delta object
		.choices[].delta.role string
		.choices[].delta.content string
		.choices[].delta.refusal null
		.choices[].logprobs null
		.choices[].finish_reason null|string
		.usage null|object` + usageShape
	usageShape = totalsShape + `
		.usage.prompt_tokens_details object
		.usage.prompt_tokens_details.cached_tokens number
		.usage.prompt_tokens_details.audio_tokens number
		.usage.completion_tokens_details object
		.usage.completion_tokens_details.reasoning_tokens number
		.usage.completion_tokens_details.audio_tokens number
		.usage.completion_tokens_details.accepted_prediction_tokens number
		.usage.completion_tokens_details.rejected_prediction_tokens number`
	totalsShape = `
		.usage.prompt_tokens number
		.usage.completion_tokens number
		.usage.total_tokens number`
	textShape = `
		. object
		.id string
		.object string
		.created number
		.model string
		.choices array
		.choices[] object
		.choices[].index number
		.choices[].text string
		.choices[].logprobs null
		.choices[].finish_reason string
		.usage object` + totalsShape
	embeddingsShape = `
		. object
		.object string
		.data array
		.data[] object
		.data[].object string
		.data[].index number
		.data[].embedding array
		.data[].embedding[] number
		.model string
		.usage object
		.usage.prompt_tokens number
		.usage.total_tokens number`
	errorShape = `
		. object
		.error object
		.error.message string
		.error.type string
		.error.param string
		.error.code string`
)

// TestShapes compares the answers of each family of models with the shapes of the real API.
func TestShapes(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, members, base string, edits ...string) {
		t.Helper()
		_, body := post(t, url+path, `{`+members+`}`)
		got, want := shapeOf(t, body), edited(base, edits)
		for _, at := range slices.Sorted(maps.Keys(got)) {
			if got[at] != want[at] {
				t.Errorf("%s %s: %s is %s, want %q", path, members, at, got[at], want[at])
			}
		}
		for at := range want {
			if got[at] == "" {
				t.Errorf("%s %s: %s is missing", path, members, at)
			}
		}
	}
	const (
		newer       = ".system_fingerprint null"
		unasked     = "-.choices[].logprobs"
		padded      = ".obfuscation string"
		promptText  = ".usage.prompt_tokens_details.text_tokens number"
		promptImage = ".usage.prompt_tokens_details.image_tokens number"
		spokenText  = ".usage.completion_tokens_details.text_tokens number"
		cacheWrite  = ".usage.prompt_tokens_details.cache_write_tokens number"
	)
	for models, edits := range map[string][]string{
		"gpt-4-mock some-model gpt-4-mini":                     nil,
		"gpt-4o gpt-4o-2024-08-06 gpt-4.1-nano gpt-3.5-turbo":  {padded},
		"ft:gpt-4o-mini-2024-07-18:acme::abc gpt-4 gpt-4-0613": {padded},
		"gpt-4o-search-preview gpt-4o-mini-search-preview":     {padded, unasked},
		"gpt-4o-audio-preview gpt-4o-mini-audio-preview":       {padded, unasked, promptText, promptImage, spokenText},
		"o3-mini o1-2024-12-17":                                {padded, unasked},
		"gpt-5 gpt-5-nano gpt-5-mini-2025-08-07 o3 o4-mini":    {padded, unasked, newer},
		"gpt-5.4 gpt-5.1-2025-11-13 gpt-5-chat-latest":         {padded, unasked, newer},
		"gpt-5.6-luna": {padded, unasked, newer, cacheWrite},
	} {
		for model := range strings.FieldsSeq(models) {
			named := fmt.Sprintf(`"model":%q`, model)
			streamed := named + `,"stream":true,"stream_options":{"include_usage":true`
			whole := append(slices.Clone(edits), "-"+padded)
			if strings.Contains(model, "search") {
				whole = append(whole, "-.service_tier")
			}
			f(chatPath, named, chatShape, whole...)
			f(chatPath, streamed+`}`, chunkShape, edits...)
			f(chatPath, streamed+`,"include_obfuscation":false}`, chunkShape, append(slices.Clone(edits), "-"+padded)...)
		}
	}
	f(chatPath, `"stream":true`, chunkShape, "-.usage")
	f(chatPath, `"model":"gpt-5","max_completion_tokens":0,"stream":true`, chunkShape, "-.usage", newer, unasked, padded)

	f("/v1/completions", `"model":"babbage-002","prompt":["a","b"],"n":2`, textShape)
	f("/v1/completions", `"model":"gpt-3.5-turbo-instruct","stream":true,"stream_options":{"include_usage":true}`, textShape,
		".usage null|object", ".choices[].finish_reason null|string")
	f("/v1/embeddings", `"input":"a"`, embeddingsShape)
	f("/v1/embeddings", `"input":["a","b"],"encoding_format":"base64"`, embeddingsShape, "-.data[].embedding[]", ".data[].embedding string")
	f("/v1/embeddings", `"input":[]`, errorShape)
	f(chatPath, `"messages":[],"n":0`, errorShape)
}

// shapeOf returns the shape of a document, or of all events of a stream together.
func shapeOf(t *testing.T, body []byte) map[string]string {
	t.Helper()
	found := map[string]map[string]bool{}
	documents := []string{string(body)}
	if strings.HasPrefix(documents[0], "data: ") {
		documents = events(t, body)
	}
	for _, document := range documents {
		var v any
		if err := json.Unmarshal([]byte(document), &v); err != nil {
			t.Fatalf("%v in %s", err, document)
		}
		addShape(found, "", v)
	}
	all := map[string]string{}
	for at, types := range found {
		all[at] = strings.Join(slices.Sorted(maps.Keys(types)), "|")
	}
	return all
}

func addShape(found map[string]map[string]bool, at string, v any) {
	kind := "null"
	switch v := v.(type) {
	case bool:
		kind = "bool"
	case float64:
		kind = "number"
	case string:
		kind = "string"
	case []any:
		kind = "array"
		for _, x := range v {
			addShape(found, at+"[]", x)
		}
	case map[string]any:
		kind = "object"
		for name, x := range v {
			addShape(found, at+"."+name, x)
		}
	}
	if at == "" {
		at = "."
	}
	if found[at] == nil {
		found[at] = map[string]bool{}
	}
	found[at][kind] = true
}

// edited returns a shape with some paths changed: "-path" removes a path and those below it,
// "path types" sets one.
func edited(base string, edits []string) map[string]string {
	all := map[string]string{}
	for _, edit := range append(strings.Split(strings.TrimSpace(base), "\n"), edits...) {
		at, types, _ := strings.Cut(strings.TrimSpace(edit), " ")
		if out, ok := strings.CutPrefix(at, "-"); ok {
			maps.DeleteFunc(all, func(at, _ string) bool {
				return at == out || strings.HasPrefix(at, out+".") || strings.HasPrefix(at, out+"[")
			})
			continue
		}
		all[at] = types
	}
	return all
}

// TestStrict_MaxTokens checks that reasoning models refuse max_tokens before anything else.
func TestStrict_MaxTokens(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"gpt-5-nano", "o3-mini", "gpt-5.4", "gpt-4o", "gpt-5-chat-latest", "mine"}}})
	f := func(model string, refused bool) {
		t.Helper()
		res, body := exchange(t, url, request("POST", chatPath, "", fmt.Sprintf(`{"model":%q,"max_tokens":0,"temperature":-0.5,"messages":[{"role":"user","content":null}]}`, model)))
		const want = `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",` +
			`"type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}`
		if res.StatusCode != 400 || (string(body) == want) != refused {
			t.Errorf("%s: %s", model, body)
		}
	}
	for _, model := range []string{"gpt-5-nano", "gpt-5-nano:ttft=1ms", "o3-mini", "gpt-5.4"} {
		f(model, true)
	}
	for _, model := range []string{"gpt-4o", "gpt-5-chat-latest", "mine"} {
		f(model, false)
	}
}

// TestStrict_ReasoningEffort checks that models that do not reason take no effort.
func TestStrict_ReasoningEffort(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"gpt-4o-mini", "gpt-4.1", "ft:gpt-4o:a", "o3-mini", "gpt-5", "mine"}}})
	f := func(model, effort string, refused bool) {
		t.Helper()
		for _, c := range []struct{ path, body, want string }{
			{chatPath, `{"model":%q,"reasoning_effort":%s,"messages":[{"role":"user","content":"a"}]}`,
				`{"error":{"message":"Unrecognized request argument supplied: reasoning_effort","type":"invalid_request_error","param":null,"code":null}}`},
			{responsesPath, `{"model":%q,"reasoning":{"effort":%s},"input":"a"}`,
				`{"error":{"message":"Unsupported parameter: 'reasoning.effort' is not supported with this model.","type":"invalid_request_error","param":"reasoning.effort","code":"unsupported_parameter"}}`},
		} {
			res, body := exchange(t, url, request("POST", c.path, "", fmt.Sprintf(c.body, model, effort)))
			if (res.StatusCode == 400) != refused || (string(body) == c.want) != refused {
				t.Errorf("%s, %s: %s", model, effort, body)
			}
		}
	}
	for _, model := range []string{"gpt-4o-mini", "gpt-4.1", "gpt-4.1:ttft=1ms", "ft:gpt-4o:a"} {
		f(model, `"low"`, true)
		f(model, `null`, false)
	}
	for _, model := range []string{"o3-mini", "gpt-5", "mine"} {
		f(model, `"low"`, false)
	}
}
