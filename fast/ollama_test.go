package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// ollamaAnswer is an answer of Ollama's API, or a line of a stream.
type ollamaAnswer struct {
	Model      string
	CreatedAt  time.Time `json:"created_at"`
	Message    ollamaMessage
	Response   string
	Thinking   string
	Done       bool
	DoneReason string `json:"done_reason"`
	Context    []int
	Embeddings [][]float64
	Embedding  []float64
	Error      string

	Total       time.Duration `json:"total_duration"`
	Load        time.Duration `json:"load_duration"`
	PromptCount int           `json:"prompt_eval_count"`
	Prompt      time.Duration `json:"prompt_eval_duration"`
	EvalCount   int           `json:"eval_count"`
	Eval        time.Duration `json:"eval_duration"`
}

type ollamaMessage struct {
	Role, Content, Thinking string
	Calls                   []struct {
		ID       string
		Function struct {
			Index     *int
			Name      string
			Arguments map[string]any
		}
	} `json:"tool_calls"`
}

// ollamaLines splits a stream, whose last line is the only one that is done.
func ollamaLines(t testing.TB, stream []byte) (all []ollamaAnswer) {
	t.Helper()
	if !strings.HasSuffix(string(stream), "}\n") {
		t.Fatalf("stream ends with %q", stream[max(0, len(stream)-40):])
	}
	for line := range strings.Lines(string(stream)) {
		var a ollamaAnswer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in line %q", err, line)
		}
		all = append(all, a)
	}
	if i := slices.IndexFunc(all, func(a ollamaAnswer) bool { return a.Done }); i != len(all)-1 {
		t.Fatalf("line %d of %d is done", i, len(all))
	}
	return all
}

// ollamaJoined is what a stream says, as one answer.
func ollamaJoined(t testing.TB, stream []byte) ollamaAnswer {
	t.Helper()
	all := ollamaLines(t, stream)
	one := all[len(all)-1]
	if one.Message.Content+one.Response != "" {
		t.Errorf("the last line says something: %+v", one)
	}
	for _, a := range all[:len(all)-1] {
		one.Message.Content += a.Message.Content
		one.Message.Thinking += a.Message.Thinking
		one.Message.Calls = append(one.Message.Calls, a.Message.Calls...)
		one.Response += a.Response
		one.Thinking += a.Thinking
		if a.Model != one.Model || a.Message.Role != one.Message.Role || a.CreatedAt.After(one.CreatedAt) {
			t.Errorf("%+v is not of the same answer as %+v", a, one)
		}
	}
	return one
}

// TestOllama_StreamEqualsWhole wants a stream to say what the whole answer says.
func TestOllama_StreamEqualsWhole(t *testing.T) {
	f := func(url, path, members string) {
		t.Helper()
		var whole ollamaAnswer
		postJSON(t, url+path, `{"stream":false,`+members+`}`, &whole)
		status, stream := post(t, url+path, `{`+members+`}`)
		streamed := ollamaJoined(t, stream)
		if status != http.StatusOK || fmt.Sprint(dump(streamed.Message), streamed.Response, streamed.Thinking) != fmt.Sprint(dump(whole.Message), whole.Response, whole.Thinking) {
			t.Errorf("%s %s: stream says\n%+v, whole answer\n%+v", path, members, streamed, whole)
		}
		if !whole.Done || streamed.DoneReason != whole.DoneReason || streamed.PromptCount != whole.PromptCount || streamed.EvalCount != whole.EvalCount || len(streamed.Context) != len(whole.Context) {
			t.Errorf("%s %s: stream ends with\n%+v, whole answer with\n%+v", path, members, streamed, whole)
		}
		if path == "/api/generate" && len(whole.Context) != whole.PromptCount+whole.EvalCount {
			t.Errorf("%d numbers of context for %d + %d tokens", len(whole.Context), whole.PromptCount, whole.EvalCount)
		}
	}
	for _, delay := range paces {
		for _, answers := range []fast.Answers{{}, {Text: pool.Rich}, {ToolCallRate: 1}, {ReasoningTokens: 20}} {
			answers.Tokens = pool.Sampler{Mean: 60, Stddev: 10}
			url := serve(t, fast.Config{Answers: answers, Timing: fast.Timing{ResponseDelay: delay}})
			for seed := range 3 {
				seeded := fmt.Sprintf(`"model":"m","options":{"seed":%d,"num_predict":%d,"stop":["q"]}`, seed, 20+20*seed)
				f(url, "/api/chat", seeded+`,"messages":[{"role":"user","content":"hello there"}]`)
				f(url, "/api/chat", seeded+`,"think":"low","messages":[{"role":"user","content":"hello"}]`)
				f(url, "/api/chat", seeded+`,"messages":[{"role":"user","content":"hello"}],`+twoTools)
				f(url, "/api/chat", seeded+`,"messages":[{"role":"user","content":"hello"}],"format":`+mailSchema)
				f(url, "/api/generate", seeded+`,"prompt":"hello \u00e9"`)
				f(url, "/api/generate", seeded+`,"prompt":"hello","think":true,"format":"json"`)
			}
		}
	}
}

// TestOllama_Chat wants of an answer what its request asks for.
func TestOllama_Chat(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(path, members string) (a ollamaAnswer) {
		t.Helper()
		postJSON(t, url+path, `{"model":"m","stream":false,`+members+`}`, &a)
		return a
	}
	const hello = `"messages":[{"role":"user","content":"hello"}]`
	if a := f("/api/chat", hello+`,"options":{"num_predict":7}`); a.EvalCount != 7 || a.DoneReason != "length" || a.PromptCount != 2 || a.Message.Role != "assistant" {
		t.Errorf("at most 7 tokens are %+v", a)
	}
	if a := f("/api/chat", hello+`,"options":{"num_predict":-1,"stop":["e"]}`); a.DoneReason != "stop" || strings.Contains(a.Message.Content, "e") {
		t.Errorf("the text before a stop sequence is %+v", a)
	}
	if a := f("/api/chat", `"model":"echo",`+hello); a.Message.Content != "hello" {
		t.Errorf("echo says %q", a.Message.Content)
	}
	if a := f("/api/generate", `"model":"echo","prompt":"say \u00e9 \"this\""`); a.Response != `say é "this"` {
		t.Errorf("echo says %q", a.Response)
	}
	if a := f("/api/chat", hello+`,"think":true`); a.Message.Thinking == "" || a.EvalCount <= 128/2 {
		t.Errorf("a thought is missing in %+v", a)
	}
	if a := f("/api/chat", hello+`,"think":false`); a.Message.Thinking != "" {
		t.Errorf("a thought is in %+v", a)
	}
	if a := f("/api/generate", `"prompt":"hello","raw":true`); a.Context != nil {
		t.Errorf("a raw answer has a context: %v", a.Context)
	}
	a := f("/api/chat", hello+`,`+twoTools)
	for i, call := range a.Message.Calls {
		wantCall(t, call.Function.Name, string(dump(call.Function.Arguments)))
		if !strings.HasPrefix(call.ID, "call_") || call.Function.Index == nil || *call.Function.Index != i {
			t.Errorf("call %d is %+v", i, call)
		}
	}
	if len(a.Message.Calls) == 0 || a.Message.Content != "" || a.DoneReason != "stop" {
		t.Errorf("no tool is called in %+v", a)
	}
	if a := f("/api/chat", `"messages":[{"role":"user","content":"a"},{"role":"tool","tool_name":"f","content":"b"}],`+twoTools); len(a.Message.Calls) > 0 {
		t.Errorf("a tool is called again: %+v", a)
	}
	if a := f("/api/chat", hello+`,"options":{"num_predict":2},`+twoTools); len(a.Message.Calls) > 0 || a.DoneReason != "length" {
		t.Errorf("a call that is cut off is in %+v", a)
	}
	wantValid(t, mailSchema, f("/api/chat", hello+`,"format":`+mailSchema).Message.Content)
	wantValid(t, `{"type":"object"}`, f("/api/generate", `"prompt":"a","format":"json"`).Response)
	for members, reason := range map[string]string{`"a":1`: "load", `"messages":[],"keep_alive":0.0`: "unload", `"keep_alive":"5m"`: "load", `"prompt":"","keep_alive":"0s"`: "unload"} {
		for _, path := range []string{"/api/chat", "/api/generate"} {
			var a ollamaAnswer
			postJSON(t, url+path, `{"model":"m",`+members+`}`, &a) // never a stream
			if a.DoneReason != reason || !a.Done || a.Message.Content != "" {
				t.Errorf("%s: %+v", members, a)
			}
		}
	}
}

// TestOllama_Durations wants durations that add up, and that agree with the timeline.
func TestOllama_Durations(t *testing.T) {
	const hello = `"messages":[{"role":"user","content":"hello"}],"options":{"num_predict":11}`
	f := func(c fast.Config, prompt, eval time.Duration) {
		t.Helper()
		url := serve(t, c)
		var whole ollamaAnswer
		postJSON(t, url+"/api/chat", `{"stream":false,`+hello+`}`, &whole)
		_, stream := post(t, url+"/api/chat", `{`+hello+`}`)
		lines := ollamaLines(t, stream)
		for _, a := range []ollamaAnswer{whole, lines[len(lines)-1]} {
			if a.Total != a.Load+a.Prompt+a.Eval || a.Load <= 0 || a.Load > time.Millisecond {
				t.Errorf("%v are not %v + %v + %v", a.Total, a.Load, a.Prompt, a.Eval)
			}
			if a.Prompt != prompt || a.Eval.Round(time.Microsecond) != eval {
				t.Errorf("the prompt took %v, not %v, and the answer %v, not %v", a.Prompt, prompt, a.Eval, eval)
			}
		}
		if took := lines[len(lines)-1].CreatedAt.Sub(lines[0].CreatedAt); took > prompt+eval || took < (prompt+eval)/2 && prompt > time.Microsecond {
			t.Errorf("the lines are dated over %v", took)
		}
	}
	f(fast.Config{}, time.Microsecond, time.Microsecond)
	f(fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: 5 * time.Millisecond}, ITL: latency.Spread{Mean: time.Millisecond}}}},
		5*time.Millisecond, 10*time.Millisecond)
}

func TestOllama_Embeddings(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, members string) (a ollamaAnswer) {
		t.Helper()
		postJSON(t, url+path, `{"model":"m",`+members+`}`, &a)
		return a
	}
	a := f("/api/embed", `"input":["hello","a\nb"],"truncate":true`)
	if len(a.Embeddings) != 2 || len(a.Embeddings[0]) != 1024 || a.PromptCount != 3 || a.Total <= 0 || a.Model != "m" {
		t.Errorf("two texts are %d embeddings in %+v", len(a.Embeddings), a)
	}
	if again := f("/api/embeddings", `"prompt":"a\u000ab"`); !slices.Equal(again.Embedding, a.Embeddings[1]) {
		t.Error("the same text has another embedding")
	}
	if a := f("/api/embed", `"input":"hello","dimensions":3`); len(a.Embeddings) != 1 || len(a.Embeddings[0]) != 3 {
		t.Errorf("3 dimensions are %v", a.Embeddings)
	}
	if a := f("/api/embed", `"input":""`); a.Embeddings == nil || len(a.Embeddings) != 0 {
		t.Errorf("no text has embeddings: %v", a.Embeddings)
	}
	if a := f("/api/embeddings", `"prompt":""`); a.Embedding == nil || len(a.Embedding) != 0 {
		t.Errorf("no text has an embedding: %v", a.Embedding)
	}
}

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

// TestOllama_Models wants every listed model to be shown, and OpenRouter's paths to stay
// OpenRouter's.
func TestOllama_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"alpha", `be"ta:7b`}, Profiles: map[string]profile.Profile{"alpha": {Tokens: pool.Sampler{Mean: 5}, StreamTokensMin: 1, StreamTokensMax: 1}}}})
	var list struct {
		Models []struct {
			Name, Model, Digest string
			Size                int64
			ModifiedAt          time.Time `json:"modified_at"`
			Details             map[string]any
		}
	}
	decodeJSON(t, fetch(t, url+"/api/tags"), &list)
	if len(list.Models) != 2 || list.Models[1].Name != `be"ta:7b` || len(list.Models[0].Digest) != 64 || list.Models[0].Details["family"] == nil {
		t.Errorf("the models are %+v", list)
	}
	for _, m := range list.Models {
		var shown struct {
			Details      map[string]any
			ModelInfo    map[string]any `json:"model_info"`
			Capabilities []string
		}
		postJSON(t, url+"/api/show", `{"model":`+string(dump(m.Name))+`}`, &shown)
		if shown.ModelInfo["general.architecture"] == nil || !slices.Contains(shown.Capabilities, "completion") {
			t.Errorf("%s is %+v", m.Name, shown)
		}
	}
	var version struct{ Version string }
	decodeJSON(t, fetch(t, url+"/api/version"), &version)
	if version.Version == "" {
		t.Error("there is no version")
	}
	if _, stream := post(t, url+"/api/generate", `{"model":"alpha","prompt":"a"}`); len(ollamaLines(t, stream)) != 6 {
		t.Errorf("5 tokens are %d lines", len(ollamaLines(t, stream)))
	}
	for path, form := range map[string]string{"/api/nowhere": `{"error":"`, "/api/v1/nowhere": `{"error":{`, "/api/v1": `{"error":"`} {
		if _, answer := post(t, url+path, `{}`); !strings.HasPrefix(string(answer), form) {
			t.Errorf("%s is answered with %s", path, answer)
		}
	}
	if text := string(fetch(t, url+"/metrics")); !strings.Contains(text, `"/api/generate"`) || !strings.Contains(text, `"ollama"`) {
		t.Error("the metrics do not name the dialect")
	}
}

// TestOllama_Separators wants no line of a stream to have a character in it at which
// clients may split lines, wherever it comes from.
func TestOllama_Separators(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 50, Text: pool.Rich}})
	plain := serve(t, fast.Config{})
	f := func(url, body string) {
		t.Helper()
		_, stream := post(t, url+"/api/chat", body)
		for line := range strings.Lines(string(stream)) {
			if !json.Valid([]byte(line)) || strings.ContainsAny(line, "\u2028\u2029") {
				t.Errorf("%q is a line", line)
			}
		}
	}
	const messages = `"messages":[{"role":"user","content":"one\u2028two\u2029three"}]`
	f(plain, `{"model":"a\u2028b",`+messages+`}`)
	f(plain, "{\"model\":\"a\u2029b\","+messages+"}")
	f(plain, `{"model":"echo",`+messages+`}`)
	f(plain, strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(`{"model":"echo",`+messages+`}`))
	for range 50 {
		f(url, `{"model":"m","think":true,`+messages+`}`)
	}
}
