package fast

import (
	"bytes"
	"context"
	"fmt"

	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/pool"
)

// bodies are what a request to an endpoint holds besides its model, by the end of its path.
// A row for which there is none fails TestEveryDialect.
var bodies = []struct{ end, members string }{
	{"count-tokens:rawPredict", `"anthropic_version":"vertex-2023-10-16",` + askHi}, {"awPredict", `"anthropic_version":"vertex-2023-10-16","max_tokens":4096,` + askHi},
	{"/messages", `"max_tokens":4096,` + askHi}, {"/messages/count_tokens", askHi},
	{"/invoke", `"anthropic_version":"bedrock-2023-05-31","max_tokens":4096,` + askHi}, {"/invoke-with-response-stream", `"anthropic_version":"bedrock-2023-05-31","max_tokens":4096,` + askHi},
	{"/converse", `"messages":[{"role":"user","content":[{"text":"hi there"}]}]`}, {"/converse-stream", `"messages":[{"role":"user","content":[{"text":"hi there"}]}]`},
	{"/count-tokens", `"input":{"converse":{"messages":[{"role":"user","content":[{"text":"hi there"}]}]}}`},
	{"/chat/completions", askHi}, {"/chat", askHi}, {"/v1/tokenize", `"text":"hi there"`}, {"/tokenize", askHi}, {"/detokenize", `"tokens":[225]`},
	{"/completions", `"prompt":"hi there"`}, {"/generate", `"prompt":"hi there"`}, {"/responses", `"input":"hi there"`}, {"/input_tokens", `"input":"hi there"`}, {"/compact", `"input":"hi there"`},
	{":generateContent", askGemini}, {":streamGenerateContent", askGemini}, {":countTokens", askGemini},
	{":embedContent", `"content":{"parts":[{"text":"hi there"}]}`}, {":batchEmbedContents", `"requests":[{"content":{"parts":[{"text":"hi there"}]}}]`}, {":predict", `"instances":[{"content":"hi there"}]`},
	{"/api/embeddings", `"prompt":"hi"`}, {"/embeddings", `"input":"hi"`}, {"/moderations", `"input":"hi"`},
	{"/api/embed", `"input":["hi"]`}, {"/v2/embed", `"texts":["hi"],"input_type":"search_query","embedding_types":["float"]`},
	{"/rerank", `"query":"hi","documents":["hi","there"]`},
}

const (
	askHi     = `"messages":[{"role":"user","content":"hi there"}]`
	askGemini = `"contents":[{"role":"user","parts":[{"text":"hi there"}]}]`
)

// row is a row of the endpoint table that generates an answer, as clients ask it.
type row struct {
	path    string // with {model} for the model
	members string
	dialect *dialect.Dialect
	free    bool
}

// rowsOf returns the rows of s that generate answers.
func rowsOf(t *testing.T, s *Server) (all []row) {
	t.Helper()
	for _, e := range s.endpoints() {
		if e.codec == nil || e.converse != nil {
			continue
		}
		members := ""
		for _, b := range bodies {
			if strings.HasSuffix(e.path, b.end) {
				members = b.members
				break
			}
		}
		if members == "" {
			t.Errorf("bodies has no request for %s", e.path)
		}
		path := strings.NewReplacer("/projects/{id}", "/projects/p", "/locations/{id}", "/locations/l", "{id...}", "{model}", "{id}", "{model}").Replace(e.path)
		if strings.HasPrefix(path, "/openai/") && !strings.HasPrefix(path, "/openai/v1/") {
			path += "?api-version=2024-10-21"
		}
		all = append(all, row{path, members, e.dialect, e.free})
	}
	return all
}

// makesText reports whether the length of r's answer is that of the text of a model.
func (r *row) makesText() bool {
	for _, other := range []string{"embed", "Embed", "predict", "moderations", "ount", "tokenize", "input_tokens", "compact", "rerank"} {
		if strings.Contains(r.path, other) {
			return false
		}
	}
	return true
}

// ask sends handler a request to r for a model, and returns the answer. Lines are further
// headers.
func (r *row) ask(handler fasthttp.RequestHandler, model string, headers ...string) (status int, body []byte) {
	var ctx fasthttp.RequestCtx
	var req fasthttp.Request
	req.Header.SetMethod(fasthttp.MethodPost)
	req.SetRequestURI(strings.Replace(r.path, "{model}", model, 1))
	req.Header.Set("anthropic-version", "2023-06-01")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	req.SetBodyString(r.body(model))
	ctx.Init(&req, nil, nil)
	handler(&ctx)
	return ctx.Response.StatusCode(), bytes.Clone(ctx.Response.Body())
}

// body is that of a request whose path may name the model.
func (r *row) body(model string) string {
	if strings.Contains(r.path, "{model}") {
		return "{" + r.members + "}"
	}
	return fmt.Sprintf(`{"model":%q,%s}`, model, r.members)
}

// keyHeaders are the headers of all providers that carry a key.
func keyHeaders(key string) []string {
	return []string{"Authorization", "Bearer " + key, "Api-Key", key, "X-Api-Key", key, "X-Goog-Api-Key", key}
}

// TestEveryDialect holds every row of the endpoint table to what all dialects share: keys,
// limits, faults, overrides by header and by the name of the model, --deterministic, the
// Oracle, echo and --strict.
func TestEveryDialect(t *testing.T) {
	handlerOf := func(c Config) (*Server, fasthttp.RequestHandler) {
		c.Answers.Models = []string{"gpt-4o"}
		c.Answers.Tokens = pool.Sampler{Mean: 100}
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Shutdown(context.Background()) })
		return s, s.Handler()
	}
	s, plain := handlerOf(Config{Answers: Answers{Deterministic: true}})
	_, again := handlerOf(Config{Answers: Answers{Deterministic: true}})
	_, keyed := handlerOf(Config{Limits: Limits{APIKeys: []string{"sk-right"}}})
	_, limited := handlerOf(Config{Limits: Limits{RPM: 1}})
	_, echoing := handlerOf(Config{Answers: Answers{Echo: true}})
	_, strict := handlerOf(Config{Answers: Answers{Strict: true}})
	oracle, err := NewOracle(Config{Answers: Answers{Deterministic: true, Models: []string{"gpt-4o"}, Tokens: pool.Sampler{Mean: 100}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rowsOf(t, s) {
		want := func(what string, ok bool, status int, body []byte) {
			t.Helper()
			if !ok {
				t.Errorf("%s (%s): %s: status %d: %.300s", r.path, r.dialect.Name, what, status, body)
			}
		}
		status, whole := r.ask(plain, "gpt-4o")
		want("an answer", status == 200 && len(whole) > 0, status, whole)
		status, body := r.ask(again, "gpt-4o")
		want("the same bytes from another server", bytes.Equal(body, whole), status, body)
		status, body = oracle.Answer(strings.Replace(r.path, "{model}", "gpt-4o", 1), []byte(r.body("gpt-4o")))
		want("the same bytes from the oracle", bytes.Equal(body, whole), status, body)

		_, body = r.ask(plain, "gpt-4o", "X-Mock-Status", "503")
		status, other := r.ask(again, "gpt-4o", "X-Mock-Status", "503")
		want("the same error from another server: "+string(body), status == 503 && bytes.Equal(body, other), status, other)

		for _, model := range []string{"gpt-4o", "gpt-4o~fault=error~status=503", "gpt-4o:fault=error:status=503"} {
			headers := []string{"X-Mock-Fault", "error:status=503"}
			if model != "gpt-4o" {
				headers = nil
			}
			status, body = r.ask(plain, model, headers...)
			want("a fault for "+model, status == 503 && len(body) > 0, status, body)
		}
		if r.makesText() {
			for _, model := range []string{"gpt-4o", "gpt-4o~tokens=2", "gpt-4o:tokens=2"} {
				headers := []string{"X-Mock-Tokens", "2"}
				if model != "gpt-4o" {
					headers = nil
				}
				status, body = r.ask(plain, model, headers...)
				want("two tokens for "+model, status == 200 && len(body) < len(whole), status, body)
			}
			began := time.Now()
			status, body = r.ask(plain, "gpt-4o", "X-Mock-TTFT", "5ms")
			want("a wait", status == 200 && time.Since(began) >= 5*time.Millisecond, status, body)
			status, body = r.ask(echoing, "gpt-4o")
			want("an echo", status == 200 && bytes.Contains(body, []byte("hi")), status, body)
		}
		status, body = r.ask(keyed, "gpt-4o")
		google := strings.HasPrefix(r.path, "/v1beta/openai/") // refuses as Google does
		want("no answer without a key", status == 401 || status == 403 || google && status == 400, status, body)
		status, body = r.ask(keyed, "gpt-4o", keyHeaders("sk-right")...)
		want("an answer with the key", status == 200, status, body)
		r.ask(limited, "gpt-4o", keyHeaders(r.path)...)
		status, body = r.ask(limited, "gpt-4o", keyHeaders(r.path)...)
		want("a limit", status == 429 && len(body) > 0, status, body)
		status, body = r.ask(strict, "gpt-4o")
		want("an answer to what is right", status == 200, status, body)
		if r.makesText() && r.dialect.Name != "openrouter" { // which has no strict mode
			status, body = r.ask(strict, "unlisted")
			want("no answer of a model that is not listed", status >= 400 && status < 500, status, body)
		}
	}
}
