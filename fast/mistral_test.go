package fast_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

const fimPath = "/v1/fim/completions"

// TestMistral_FIM wants what is between a prompt and a suffix as Mistral's client reads it:
// a chat completion, whole or in chunks.
func TestMistral_FIM(t *testing.T) {
	url := serve(t, fast.Config{})
	const members = `"model":"codestral-latest","prompt":"def fib(","suffix":"    return a","max_tokens":9,"random_seed":7`
	_, whole := exchange(t, url, request("POST", fimPath, "", `{`+members+`}`))
	if got, want := keysOf(t, whole), "choices created id model object usage"; got != want || !strings.Contains(string(whole), `"object":"chat.completion"`) {
		t.Errorf("members %s, want %s: %s", got, want, whole)
	}
	all := readAccented(t, whole)
	if len(all.Choices) != 1 || all.Choices[0].Message == nil || all.Choices[0].Message.Content == nil || all.Usage == nil || all.Usage.CompletionTokens != 9 {
		t.Fatalf("%s", whole)
	}
	_, stream := exchange(t, url, request("POST", fimPath, "", `{"stream":true,`+members+`}`))
	said, last := "", accented{}
	for _, event := range events(t, stream) {
		if last = readAccented(t, []byte(event)); !strings.Contains(event, `"object":"chat.completion.chunk"`) {
			t.Errorf("%s", event)
		}
		said += *last.Choices[0].Delta.Content
	}
	if said != *all.Choices[0].Message.Content || last.Usage == nil || *last.Usage != *all.Usage {
		t.Errorf("streamed %q and %v, want %s", said, last.Usage, whole)
	}
}

// TestMistral_Required wants the members without which Mistral's clients take no embeddings, and
// do not know what a model is.
func TestMistral_Required(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"m"}, Accent: profile.Mistral}})
	f := func(method, path, body, want string) {
		t.Helper()
		if _, got := exchange(t, url, request(method, path, "", body)); !regexp.MustCompile(want).Match(got) {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	const card = `{"id":"m","object":"model","created":1735689600,"owned_by":"mistralai","capabilities":{"completion_chat":true,.*"max_context_length":131072,.*"type":"base"}`
	f("GET", "/v1/models", "", `^{"object":"list","data":\[`+card+`\]}$`)
	f("GET", "/v1/models/m", "", `^`+card+`$`)
	f("POST", "/v1/embeddings", `{"model":"mistral-embed","input":"a"}`, `^{"id":"[0-9a-f]{32}","object":"list","data":\[{`)
	f("POST", "/v1/embeddings", `{"model":"m:accent=groq","input":"a"}`, `^{"object":"list","data":\[{`)
}

// TestMistral_FIMErrors wants errors in Mistral's form, and --strict to know its parameters.
func TestMistral_FIMErrors(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	f := func(headers, members, want string) {
		t.Helper()
		answer, body := exchange(t, url, request("POST", fimPath, headers, `{`+members+`}`))
		if got := fmt.Sprint(answer.StatusCode, " ", string(body)); !strings.HasPrefix(got, want) || !json.Valid(body) {
			t.Errorf("%s\ngot  %s\nwant %s", members, got, want)
		}
	}
	const asked = `"model":"m","prompt":"a"`
	f("", asked+`,"suffix":"b","temperature":1.5,"top_p":1,"max_tokens":3,"min_tokens":1,"stop":["c"],"stream":false,"random_seed":7,"metadata":{},"prompt_cache_key":"k"`, `200 {"id":"`)
	f("", `"model":"m"`, `422 {"object":"error","message":{"detail":[{"type":"missing","loc":["body","prompt"],`)
	f("", asked+`,"n":2`, `422 {"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","n"],`)
	f("", asked+`,"temperature":2`, `422 {"object":"error",`)
	f("", `"model":"x","prompt":"a"`, `400 {"object":"error","message":"Invalid model: x",`)
	f("X-Mock-Fault: error:status=429\r\n", asked, `429 {"object":"error","message":"Rate limit exceeded",`)
	f("X-Mock-Fault: error:status=401\r\n", asked, `401 {"detail":"Unauthorized"}`)
}
