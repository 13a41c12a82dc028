package verify_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/sse"
	"mock-openai/bench/verify"
	"mock-openai/fast"
	"mock-openai/pool"
)

// given makes c send these bodies.
func given(c verify.Config, model string, bodies ...string) verify.Config {
	var all [][]byte
	for _, body := range bodies {
		all = append(all, []byte(body))
	}
	c.Targeter, c.Path = load.NewBodies(all...), c.API.Path(model, c.Stream)
	return c
}

// bodyOf is a body of c, with a prompt of many kinds of characters.
func bodyOf(t testing.TB, c verify.Config, model string) string {
	t.Helper()
	body, err := c.API.Body(verify.Request{
		Model:     model,
		Prompt:    "{{unique}} says \"what?\" \\ 日本語 👩‍👩‍👧‍👦 e\u0301 \u2028 <b> and goes on until it has said enough.\n",
		MaxTokens: c.MaxTokens,
		Stream:    c.Stream,
		NoUsage:   c.NoUsage,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestVerify_Given checks answers to given bodies: with their text from the model echo,
// without it from any other.
func TestVerify_Given(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 1, StreamTokensMax: 12, Articles: 64, Text: pool.Rich}})
	for _, c := range streams {
		for _, model := range []string{verify.Echo, "m"} {
			for _, c.MaxTokens = range []int{0, 8, 1000} {
				c := given(c, model, bodyOf(t, c, model))
				r := check(t, url, c, 8)
				wantIntact(t, c, r)
				if compared := model == verify.Echo && c.API != verify.Embeddings; compared != (r.Uncompared == 0) || !compared && r.Uncompared < r.Checked {
					t.Errorf("%s of %s, streamed %v: text of %d answers not compared", model, c.API.Name, c.Stream, r.Uncompared)
				}
			}
		}
	}
}

// TestVerify_GivenMore checks answers that contain more than text.
func TestVerify_GivenMore(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 1, StreamTokensMax: 12, Articles: 64}})
	f := func(api *verify.API, model, body string) {
		t.Helper()
		for _, stream := range []bool{false, true} {
			if stream && !api.Streams() {
				continue
			}
			c := given(verify.Config{API: api, Stream: stream}, model, fmt.Sprintf(body, stream))
			r := check(t, url, c, 8)
			if wantIntact(t, c, r); r.Uncompared != r.Checked {
				t.Errorf("%s: text compared", body)
			}
		}
	}
	const schema = `{"type":"object","properties":{"a":{"type":"string"}}}`
	const function = `{"name":"f","parameters":` + schema + `}`
	f(verify.Chat, "m", `{"model":"m","n":3,"messages":[{"role":"user","content":"hi"}],"stream":%v,"stream_options":{"include_usage":true}}`)
	f(verify.Chat, "m", `{"model":"echo","messages":[{"role":"user","content":"hi"}],"tool_choice":"required","tools":[{"type":"function","function":`+function+`}],"stream":%v}`)
	f(verify.Chat, "m", `{"model":"echo","stop":"i","messages":[{"role":"user","content":"hi"}],"stream":%v}`)
	f(verify.Chat, "m", `{"model":"m:reasoning-tokens=20","messages":[{"role":"user","content":"hi"}],"stream":%v}`)
	f(verify.Chat, "m", `{"model":"m:accent=mistral","reasoning_effort":"high","messages":[{"role":"user","content":"hi"}],"stream":%v}`)
	f(verify.Completions, "m", `{"model":"echo","n":2,"prompt":["a","b"],"stream":%v}`)
	f(verify.Completions, "m", `{"model":"m","prompt":[1,2,3],"stream":%v}`)
	f(verify.Responses, "m", `{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]}],"tool_choice":"required","tools":[{"type":"function","name":"f","parameters":`+schema+`}],"stream":%v}`)
	f(verify.Responses, "m", `{"model":"m:reasoning-tokens=20","input":"hi","stream":%v}`)
	f(verify.Messages, "m", `{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"hi"}],"tool_choice":{"type":"any"},"tools":[{"name":"f","input_schema":`+schema+`}],"stream":%v}`)
	f(verify.Messages, "m", `{"model":"m","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"hi"}],"stream":%v}`)
	f(verify.Gemini, "m", `{"contents":[{"parts":[{"text":"hi"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}},"tools":[{"functionDeclarations":[`+function+`]}],"x":%v}`)
	f(verify.Bedrock, "m", `{"messages":[{"role":"user","content":[{"text":"hi"}]}],"toolConfig":{"toolChoice":{"any":{}},"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":`+schema+`}}}]},"x":%v}`)
	f(verify.Invoke, "m", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":4096,"messages":[{"role":"user","content":"hi"}],"tool_choice":{"type":"any"},"tools":[{"name":"f","input_schema":`+schema+`}],"x":%v}`)
	f(verify.Cohere, "m", `{"model":"m","messages":[{"role":"user","content":"hi"}],"tool_choice":"REQUIRED","tools":[{"type":"function","function":`+function+`}],"stream":%v}`)
	f(verify.Ollama, "m", `{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":`+function+`}],"stream":%v}`)
	f(verify.Embeddings, "m", `{"model":"m","input":["a","b","c"],"x":%v}`)
	f(verify.Embeddings, "m", `{"model":"m","input":[1,2,3],"x":%v}`)
	f(verify.Embeddings, "m", `{"model":"m","input":[[1,2],[3]],"encoding_format":"base64","x":%v}`)
}

// TestVerify_GivenEcho checks that the last message of the user comes back, whatever precedes it.
func TestVerify_GivenEcho(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{Articles: 64}})
	f := func(api *verify.API, body string) {
		t.Helper()
		c := given(verify.Config{API: api}, verify.Echo, body)
		r := check(t, url, c, 5)
		if wantIntact(t, c, r); r.Uncompared > 0 {
			t.Errorf("%s: text of %d not compared", body, r.Uncompared)
		}
	}
	f(verify.Chat, `{"model":"echo","messages":[{"role":"system","content":"s"},{"content":"a","role":"user"},{"role":"assistant","content":"b"},{"content":[{"type":"text","text":"c\u00e9"},{"type":"image_url","image_url":{"url":"data:x"}},{"text":" d","type":"text"}],"role":"user"},{"role":"assistant","content":"e"}]}`)
	f(verify.Chat, `{"model":"echo","max_completion_tokens":1,"max_tokens":null,"messages":[{"role":"user","content":"longer than that"}]}`)
	f(verify.Responses, `{"model":"echo","input":[{"role":"user","content":"a"},{"type":"message","role":"user","content":[{"type":"input_text","text":"b"}]}]}`)
	f(verify.Completions, `{"model":"echo","prompt":["a"]}`)
	f(verify.Gemini, `{"contents":[{"parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"b"}]},{"role":"user","parts":[{"text":"c"}]}]}`)
	f(verify.Messages, `{"model":"echo","max_tokens":9,"system":"s","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":[{"type":"text","text":"c"}]}]}`)
}

// TestVerify_GivenPath lets only the path decide which API of Bedrock is asked, and that the
// answer is a stream.
func TestVerify_GivenPath(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{Articles: 64}})
	const invoked = `{"anthropic_version":"bedrock-2023-05-31","max_tokens":99,"messages":[{"role":"user","content":"a \"b\" é"}]}`
	const conversed = `{"messages":[{"role":"user","content":[{"text":"a"}]}]}`
	f := func(api *verify.API, path, body string) {
		t.Helper()
		c := verify.Config{API: api, Path: path, Targeter: load.NewBodies([]byte(body))}
		r := check(t, url, c, 5)
		if wantIntact(t, c, r); r.Uncompared > 0 {
			t.Errorf("%s: text of %d not compared", path, r.Uncompared)
		}
	}
	for _, api := range []*verify.API{verify.Bedrock, verify.Invoke} {
		f(api, "/model/echo/invoke-with-response-stream", invoked)
		f(api, "/model/echo/invoke-with-response-stream?trace=1", invoked)
		f(api, "/model/echo/invoke", invoked)
		f(api, "/model/echo/converse-stream?trace=1", conversed)
		f(api, "/model/echo/converse", conversed)
	}
	f(verify.Gemini, "/v1beta/models/echo:streamGenerateContent?alt=sse", `{"contents":[{"parts":[{"text":"a"}]}]}`)
}

// TestVerify_GivenThoughts has Gemini spend all tokens on thoughts: it leaves out the count
// of the answer.
func TestVerify_GivenThoughts(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		io.WriteString(w, `{"candidates":[{"content":{"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":15,"thoughtsTokenCount":2,"totalTokenCount":17}}`)
	}))
	defer s.Close()
	c := given(verify.Config{API: verify.Gemini}, "m", `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":5}}`)
	wantIntact(t, c, check(t, s.URL, c, 2))
}

// TestVerify_GivenLimit sends bodies with limits of their own through a gateway that removes
// them. Answers that are too long are found, by their text if it is known, else by usage.
func TestVerify_GivenLimit(t *testing.T) {
	target := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 4, Articles: 64}})
	gateway := httptest.NewServer(lifting(target))
	t.Cleanup(gateway.Close)
	for _, c := range streams {
		for _, model := range []string{verify.Echo, "m"} {
			if c.API == verify.Embeddings || c.NoUsage && model == "m" {
				continue
			}
			c.MaxTokens = 8
			c := given(c, model, bodyOf(t, c, model))
			wantIntact(t, c, check(t, target, c, 8))
			const requests = 8
			r := check(t, gateway.URL, c, requests)
			if r.Intact != 0 || r.Faults["wrong_finish"] != requests || len(r.Faults) != 1 {
				t.Errorf("%s of %s, streamed %v: %d intact of %d: %v", model, c.API.Name, c.Stream, r.Intact, r.Checked, r.Faults)
				for _, f := range r.First {
					t.Logf("%+v", f)
				}
			}
		}
	}
}

// TestVerify_GivenCorruptions corrupts answers whose text is not known, in every way that
// can be found without it.
func TestVerify_GivenCorruptions(t *testing.T) {
	names := []string{
		"finish before text", "usage before finish", "role behind text", "finish doubled", "connection cut", "connection cut in an event",
		"stream ended", "body ended", "empty stream", "character cut", "byte of Latin-1", "half of a surrogate pair", "event cut", "not JSON",
		"no end", "end without blank line", "no finish reason", "no event with a finish reason", "no usage", "no event of usage", "no counts",
		"error and the end", "error", "HTML", "JSON for a stream", "status", "other id", "no role", "comments", "blank line", "one more ping", "vector dropped", "vectors swapped",
	}
	const requests = 24
	config := fast.Config{Answers: fast.Answers{StreamTokensMin: 8, StreamTokensMax: 12, Articles: 64}}
	ascii := loadtest.Serve(t, config)
	config.Answers.Text = pool.Rich
	rich := loadtest.Serve(t, config)
	done, turn := 0, 0
	for _, h := range harms {
		if !slices.Contains(names, h.name) {
			continue
		}
		done++
		for _, c := range streams {
			if !h.only(c) {
				continue
			}
			if turn++; turn%9 > 0 && !long() {
				continue
			}
			target, kind := ascii, h.kind
			switch {
			case h.name == "character cut":
				target = rich
			case h.name == "stream ended" && c.API == verify.Gemini: // its end is a finish reason
				kind = verify.MissingFinish
			case h.name == "no counts" && (c.API == verify.Ollama || c.API == verify.Messages && c.Stream): // they may leave them out
				kind = numKinds
			case h.kind == verify.MissingDone && c.API == verify.Ollama: // only it follows the text
				kind = verify.Truncated
			}
			p, url := newProxy(t, target, c.API, 8, h.corrupt)
			body := `{"model":"m","input":["{{unique}}","b"],"encoding_format":"base64"}`
			if c.API != verify.Embeddings {
				body = bodyOf(t, c, "m")
			}
			r := check(t, url, given(c, "m", body), requests)
			bad := p.corrupted.Load()
			if kind == numKinds {
				bad = 0
			} else if bad == 0 {
				t.Errorf("%s of %s: no answer was corrupted", h.name, c.API.Name)
			}
			if r.Intact != requests-bad || bad > 0 && (len(r.Faults) != 1 || r.Faults[kind.String()] != bad) {
				t.Errorf("%s of %s, streamed %v: %d intact of %d, %d corrupted, got %v", h.name, c.API.Name, c.Stream, r.Intact, r.Checked, bad, r.Faults)
				for _, f := range r.First {
					t.Logf("%+v", f)
				}
			}
		}
	}
	if done != len(names) {
		t.Errorf("%d harms of %d", done, len(names))
	}
}

// FuzzChecker_Given answers arbitrary bodies with arbitrary bytes: none makes the checker
// panic, and each answer is counted.
func FuzzChecker_Given(f *testing.F) {
	f.Add([]byte(`{"model":"echo","messages":[{"role":"user","content":"hi"}],"stream":true,"n":2,"max_tokens":3}`), []byte(`{"id":"a","choices":[{"index":1,"delta":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}`), "")
	f.Add([]byte(`{"model":"m","input":[[1],[2]],"max_output_tokens":999999999999999999}`), []byte(`{"type":"response.completed","sequence_number":1,"response":{"status":"completed"}}`), "response.completed")
	f.Add([]byte(`{"contents":[{"parts":[{"text":"a"}]}]}`), []byte(`{"candidates":[{"content":{"role":"model"},"finishReason":"STOP","index":70}]}`), "")
	f.Add([]byte(`{"model":"m","stream":true}`), []byte(`{"type":"content_block_stop","index":-1}`), "content_block_stop")
	f.Fuzz(func(t *testing.T, body, data []byte, kind string) {
		for _, api := range verify.APIs() {
			for _, stream := range []bool{false, api.Streams()} {
				v, err := verify.New(given(verify.Config{API: api, Stream: stream}, "m", string(body)))
				if err != nil {
					t.Fatal(err)
				}
				checker := v.Checker()
				checker.Begin(0, v.AppendBody(nil, 0))
				events := []sse.Event{{Type: []byte(kind), Data: data}, {Type: []byte(kind), Data: data}, {Data: []byte("[DONE]")}}
				replay(api, checker, v.AppendBody(nil, 0), events)
				checker.Begin(0, body)
				checker.Head(load.Head{Status: 200, ContentType: []byte("application/json")})
				checker.Body(data, true)
				checker.End(nil)
				if r := v.Report(); r.Checked != 2 {
					t.Errorf("%d answers counted", r.Checked)
				}
			}
		}
	})
}
