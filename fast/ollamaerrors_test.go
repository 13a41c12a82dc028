package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

func TestOllama_Errors(t *testing.T) {
	t.Parallel()
	f := func(c fast.Config, path, body string, status int, message string) {
		t.Helper()
		res, answer := exchange(t, serve(t, c), request("POST", path, "", body))
		var got map[string]string
		decodeJSON(t, answer, &got)
		if res.StatusCode != status || len(got) != 1 || got["error"] != message {
			t.Errorf("%s: status %d, %s", body, res.StatusCode, answer)
		}
	}
	plain, strict := fast.Config{}, fast.Config{Answers: fast.Answers{Strict: true}}
	f(plain, "/api/chat", ``, 400, "missing request body")
	f(plain, "/api/chat", `{"model":`, 400, "unexpected EOF")
	f(plain, "/api/chat", `{model}`, 400, "invalid character 'm' looking for beginning of object key string")
	f(plain, "/api/chat", `[]`, 400, "json: cannot unmarshal array into Go value of type api.ChatRequest")
	f(plain, "/api/chat", `{"model":7}`, 400, "json: cannot unmarshal number into Go struct field ChatRequest.model of type string")
	f(plain, "/api/chat", `{"messages":"x"}`, 400, "json: cannot unmarshal string into Go struct field ChatRequest.messages of type []api.Message")
	f(plain, "/api/chat", `{"messages":[{"content":[]}]}`, 400, "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string")
	f(plain, "/api/generate", `{"stream":"no"}`, 400, "json: cannot unmarshal string into Go struct field GenerateRequest.stream of type bool")
	f(plain, "/api/generate", `{"options":{"num_predict":"7"}}`, 400, `option "num_predict" must be of type integer`)
	f(plain, "/api/generate", `{"options":{"stop":"a"}}`, 400, `option "stop" must be of type array`)
	f(plain, "/api/generate", `{"prompt":"a","format":"xml"}`, 400, `invalid format: "\"xml\""; expected "json" or a valid JSON Schema object`)
	f(plain, "/api/embed", `{"input":[7]}`, 400, "invalid input type")
	f(plain, "/api/show", `{}`, 400, "model is required")
	f(plain, "/api/show", `{"model":"none"}`, 404, "model 'none' not found")
	f(strict, "/api/chat", `{"messages":[{"role":"user","content":"a"}]}`, 400, "model is required")
	f(strict, "/api/generate", `{"model":"none","prompt":"a"}`, 404, "model 'none' not found")
	f(strict, "/api/embed", `{"model":"none","input":"a"}`, 404, "model 'none' not found")
	f(fast.Config{Limits: fast.Limits{APIKeys: []string{"k"}}}, "/api/chat", `{}`, 401, "unauthorized")
	f(fast.Config{Limits: fast.Limits{TPM: 1}}, "/api/generate", `{"prompt":"a"}`, 429, "too many tokens")
	f(fast.Config{Faults: fast.Faults{Plan: always(t, "error:status=503")}}, "/api/generate", `{"prompt":"a"}`, 503,
		"server busy, please try again.  maximum pending requests exceeded")
	var a ollamaAnswer
	postJSON(t, serve(t, strict)+"/api/chat", `{"model":"gpt-4o:latest","stream":false,"messages":[{"role":"user","content":"a"}]}`, &a)
}

// TestOllama_Faults wants what goes wrong in a stream to come in lines.
func TestOllama_Faults(t *testing.T) {
	for _, delay := range paces {
		f := func(spec string) (lines []string) {
			t.Helper()
			_, url := troubled(t, spec, delay)
			_, stream := post(t, url+"/api/chat", `{"messages":[{"role":"user","content":"a"}]}`)
			return strings.Split(strings.TrimSuffix(string(stream), "\n"), "\n")
		}
		if lines := f("error-event:status=500,after=2"); len(lines) != 3 || !strings.HasPrefix(lines[2], `{"error":"`) {
			t.Errorf("an error comes as %q", lines)
		}
		if lines := f("no-done"); len(lines) != 4 || strings.Contains(lines[3], `"done":true`) {
			t.Errorf("without an end there are %q", lines)
		}
		if lines := f("malformed-json:after=1"); len(lines) != 5 || invalid(lines) != 1 {
			t.Errorf("%d of %d lines are malformed", invalid(lines), len(lines))
		}
		if lines := f("empty-choices"); len(lines) != 1 || !strings.Contains(lines[0], `"content":""`) {
			t.Errorf("an empty answer is %q", lines)
		}
		if lines := f("huge-event:size=1000"); invalid(lines) > 0 || !strings.Contains(strings.Join(lines, ""), strings.Repeat("x", 1000)) {
			t.Errorf("a huge line is missing in %q", lines)
		}
	}
}
