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
	if a := f("/api/chat", hello+`,"think":"max"`); a.Message.Thinking == "" || a.EvalCount <= 3*128 {
		t.Errorf("few thoughts are in %+v", a)
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
