package fast

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/pool"
)

// fixturesPool is the pool of all servers with fixtures.
var fixturesPool = sync.OnceValue(func() *pool.Pool {
	p, err := pool.New(pool.Config{Articles: 64})
	if err != nil {
		panic(err)
	}
	return p
})

// withFixtures returns a server with fixtures of that file, and its handler.
func withFixtures(t testing.TB, c Config, text string) (*Server, fasthttp.RequestHandler) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fixtures.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := OpenFixtures(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Answers.Fixtures, c.Answers.Models, c.Answers.Pool = set, []string{"gpt-4o"}, fixturesPool()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Shutdown(context.Background()) })
	return s, s.Handler()
}

// encodedBytes are the chunks of InvokeModelWithResponseStream.
var encodedBytes = regexp.MustCompile(`"bytes":"([^"]*)"`)

// readable returns a body with the parts decoded that hide what is said.
func readable(body []byte) string {
	return encodedBytes.ReplaceAllStringFunc(string(body), func(part string) string {
		raw, _ := base64.StdEncoding.DecodeString(encodedBytes.FindStringSubmatch(part)[1])
		return string(raw)
	})
}

// forms returns r as it is asked for an answer in one piece and for a stream, as far as its
// body says which.
func (r *row) forms() []row {
	whole, streamed := *r, *r
	whole.members = `"stream":false,` + r.members
	streamed.members = `"stream":true,"stream_options":{"include_usage":true},` + r.members
	return []row{whole, streamed}
}

// TestFixtures_EveryDialect gives every form of an answer in every dialect, streamed and
// not.
func TestFixtures_EveryDialect(t *testing.T) {
	s, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {header: {X-Form: text}}
    answer: {chunks: ["It’s \"Paris\"."]}
  - match: {header: {X-Form: json}}
    answer: {json: {city: Paris, days: [1, 2.50]}, chunk-size: 100}
  - match: {header: {X-Form: tools}}
    answer:
      text: Let me look.
      tools: [{name: get_weather, arguments: {city: Paris}, id: call_fixed}, {name: get_time}]
      chunk-size: 100
  - match: {header: {X-Form: refusal}}
    answer: {refusal: I cannot help., chunk-size: 100}
  - match: {header: {X-Form: usage}}
    answer: {text: Yes., usage: {prompt: 1234, completion: 5678}}
  - match: {header: {X-Form: length}}
    answer: {text: Yes., finish: length}
  - match: {header: {X-Form: filter}}
    answer: {text: Yes., finish: content_filter}
  - match: {header: {X-Form: reasoning}}
    answer: {text: Yes., reasoning: Is it so}
  - match: {header: {X-Form: echo}, endpoint: [chat, responses]}
    answer: {echo: true, settings: {stream-tokens: 100}}
  - match: {header: {X-Form: error}}
    answer: {error: {status: 418, message: Short and stout.}}
  - match: {header: {X-Form: limit}}
    answer: {error: {status: 429, type: slow_down, code: too_fast, message: Slower., retry-after: 3s}}
  - match: {header: {X-Form: malformed}}
    answer: {text: never whole, settings: {fault: malformed-json}}
`)
	for _, r := range rowsOf(t, s) {
		if !r.makesText() {
			continue
		}
		for _, q := range r.forms() {
			ask := func(form string) (int, string) {
				status, body := q.ask(handler, "gpt-4o", "X-Form", form)
				return status, readable(body)
			}
			want := func(form string, wanted int, texts ...string) {
				t.Helper()
				status, body := ask(form)
				for _, text := range texts {
					if !strings.Contains(body, text) {
						t.Errorf("%s %.20s (%s): %s: no %q in %.600s", q.path, q.members, q.dialect.Name, form, text, body)
					}
				}
				if status != wanted {
					t.Errorf("%s (%s): %s: status %d", q.path, q.dialect.Name, form, status)
				}
			}
			talks := strings.Contains(q.path, "/completions") && !strings.Contains(q.path, "/chat/") || strings.Contains(q.path, "/generate") && !strings.Contains(q.path, ":")
			want("text", 200, `It’s \"Paris\".`)
			want("json", 200, `{\"city\":\"Paris\",\"days\":[1,2.50]}`)
			if !talks { // completions call no tools
				want("tools", 200, "get_weather", "get_time", `Paris`, `Let me look.`)
				want("echo", 200, "hi there")
				if q.dialect.Name != "gemini" && q.dialect.Name != "vertex" { // whose calls have no ids
					want("tools", 200, "call_fixed")
				}
			}
			want("refusal", 200, "I cannot help.")
			want("usage", 200, "1234", "5678")
			want("length", 200)
			want("filter", 200)
			want("reasoning", 200)
			want("error", 418, "Short and stout.")
			want("limit", 429, "Slower.")
			if status, body := ask("malformed"); status == 200 && !strings.Contains(q.path, "stream") && strings.Contains(q.members, `"stream":false`) && json.Valid([]byte(body)) {
				t.Errorf("%s: no fault in %s", q.path, body)
			}
			if status, body := ask("none"); status != 200 || strings.Contains(body, "Paris") {
				t.Errorf("%s: an unmatched request got status %d: %s", q.path, status, body)
			}
		}
	}
}

// TestFixtures_Words checks how dialects say why an answer ends, and errors.
func TestFixtures_Words(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {user: tool}
    answer: {tools: [{name: f}]}
  - match: {user: length}
    answer: {text: Yes., finish: length}
  - match: {user: filter}
    answer: {text: Yes., finish: content_filter}
  - match: {user: no}
    answer: {refusal: No way}
  - match: {user: why}
    answer: {text: Yes., reasoning: Because it is}
  - match: {user: slow}
    answer: {error: {status: 529, type: overloaded_error, message: Later.}}
  - match: {user: key}
    answer: {error: {status: 401, message: Which key?, code: bad_key, param: key}}
  - match: {user: plain}
    answer: {error: {status: 503}}
`)
	f := func(path, body, user string, want ...string) {
		t.Helper()
		r := row{path: path, members: strings.Replace(body, "USER", user, 1)}
		_, answer := r.ask(handler, "gpt-4o")
		for _, text := range want {
			if !strings.Contains(readable(answer), text) {
				t.Errorf("%s of %s: no %s in %s", path, user, text, readable(answer))
			}
		}
	}
	const (
		messages  = `"messages":[{"role":"user","content":"USER"}]`
		blocks    = `"messages":[{"role":"user","content":[{"text":"USER"}]}]`
		input     = `"input":"USER"`
		contents  = `"contents":[{"parts":[{"text":"USER"}]}]`
		functions = `"functions":[{"name":"f"}],"messages":[{"role":"user","content":"USER"}]`
	)
	f("/v1/chat/completions", messages, "tool", `"content":null`, `"tool_calls":[{"id":"call_`, `"finish_reason":"tool_calls"`)
	f("/v1/chat/completions", functions, "tool", `"function_call":{"name":"f","arguments":"{}"}`, `"finish_reason":"function_call"`)
	f("/v1/chat/completions", messages, "length", `"finish_reason":"length"`)
	f("/v1/chat/completions", messages, "filter", `"finish_reason":"content_filter"`)
	f("/v1/chat/completions", messages, "no", `"content":null,"refusal":"No way"`, `"finish_reason":"stop"`)
	f("/v1/chat/completions", `"stream":true,`+messages, "no", `"delta":{"refusal":"No way"}`)
	f("/v1/chat/completions", messages, "slow", `"message":"Later."`, `"type":"overloaded_error"`)
	f("/v1/chat/completions", messages, "key", `"message":"Which key?"`, `"param":"key","code":"bad_key"`)
	f("/v1/chat/completions", messages, "plain", `currently overloaded`, `"type":"server_error"`)
	f("/v1/responses", input, "tool", `"type":"function_call"`, `"status":"completed"`)
	f("/v1/responses", input, "length", `"incomplete_details":{"reason":"max_output_tokens"}`)
	f("/v1/responses", input, "filter", `"incomplete_details":{"reason":"content_filter"}`)
	f("/v1/responses", input, "no", `{"type":"refusal","refusal":"No way"}`)
	f("/v1/responses", `"stream":true,`+input, "no", "event: response.refusal.delta", "event: response.refusal.done")
	f("/v1/responses", input, "why", `{"type":"summary_text","text":"Because it is"}`)
	f("/v1/messages", `"max_tokens":9,`+messages, "tool", `"type":"tool_use"`, `"stop_reason":"tool_use"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "length", `"stop_reason":"max_tokens"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "no", `"stop_reason":"refusal"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "why", `{"type":"thinking","thinking":"Because it is"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "slow", `{"type":"overloaded_error","message":"Later."}`)
	f("/v1/messages", `"max_tokens":9,`+messages, "key", `{"type":"authentication_error","message":"Which key?"}`)
	f("/v1beta/models/{model}:generateContent", contents, "filter", `"finishReason":"SAFETY"`)
	f("/v1beta/models/{model}:generateContent", contents, "why", `{"text":"Yes."`)
	f("/v1beta/models/{model}:generateContent", contents, "key", `"message":"Which key?","status":"UNAUTHENTICATED"`)
	f("/model/{model}/converse", blocks, "filter", `"stopReason":"content_filtered"`)
	f("/model/{model}/converse", blocks, "why", `"text":"Because it is"`)
	f("/model/{model}/converse", blocks, "key", `"message":"Which key?"`)
	f("/v2/chat", messages, "tool", `"tool_calls":[`, `"finish_reason":"TOOL_CALL"`)
	f("/v2/chat", messages, "length", `"finish_reason":"MAX_TOKENS"`)
	f("/v2/chat", messages, "why", `{"type":"thinking","thinking":"Because it is"}`)
	f("/v2/chat", messages, "key", `"message":"Which key?"`)
	f("/api/chat", `"stream":false,`+messages, "length", `"done_reason":"length"`)
	f("/api/chat", `"stream":false,`+messages, "why", `"thinking":"Because it is"`)
	f("/api/chat", messages, "key", `"error":"Which key?"`)
	f("/api/v1/chat/completions", messages, "slow", `"code":529,"message":"Later."`)
	f("/openai/v1/chat/completions", messages, "key", `"code":"bad_key","message":"Which key?"`)
}

// TestFixtures_Match checks each member of a match: a request that matches, and others that
// do not.
func TestFixtures_Match(t *testing.T) {
	const (
		chat     = "/v1/chat/completions"
		anthro   = "/v1/messages"
		converse = "/model/{model}/converse"
		gem      = "/v1beta/models/{model}:generateContent"
		hi       = `"messages":[{"role":"user","content":"hi there"}]`
		// The same conversation in five formats: a tool was called, and has answered.
		openAI = `"tools":[{"type":"function","function":{"name":"weather"}}],"messages":[{"role":"system","content":"Be brief."},{"content":[{"type":"text","text":"How is "},{"type":"text","text":"Caf\u00e9?"}],"role":"user"},` +
			`{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"14 degrees"}]`
		responses = `"instructions":"Be brief.","tools":[{"type":"function","name":"weather"}],"input":[{"role":"user","content":"How is Café?"},` +
			`{"type":"function_call","call_id":"c1","name":"weather","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"14 degrees"}]`
		claude = `"max_tokens":9,"system":"Be brief.","tools":[{"name":"weather","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"How is Café?"},` +
			`{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"weather","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"14 degrees"}]}]}]`
		bedrock = `"system":[{"text":"Be brief."}],"toolConfig":{"tools":[{"toolSpec":{"name":"weather","inputSchema":{"json":{"type":"object"}}}}]},"messages":[{"role":"user","content":[{"text":"How is Café?"}]},` +
			`{"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"weather","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"14 degrees"}]}}]}]`
		gemini = `"systemInstruction":{"parts":[{"text":"Be brief."}]},"tools":[{"functionDeclarations":[{"name":"weather"}]}],"contents":[{"role":"user","parts":[{"text":"How is Café?"}]},` +
			`{"role":"model","parts":[{"functionCall":{"id":"c1","name":"weather","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"weather","response":{"t":"14 degrees"}}}]}]`
		cohere = `"tools":[{"type":"function","function":{"name":"weather"}}],"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"How is Café?"},` +
			`{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":[{"type":"document","document":{"data":"14 degrees"}}]}]`
		ollama = `"stream":false,"tools":[{"type":"function","function":{"name":"weather"}}],"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"How is Café?"},` +
			`{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"weather","arguments":{}}}]},{"role":"tool","tool_name":"weather","tool_call_id":"c1","content":"14 degrees"}]`
	)
	talks := []struct{ path, members string }{
		{chat, openAI}, {"/v1/responses", responses}, {anthro, claude}, {converse, bedrock}, {"/model/{model}/invoke", `"anthropic_version":"bedrock-2023-05-31",` + claude},
		{gem, gemini}, {"/v2/chat", cohere}, {"/api/chat", ollama}, {"/api/v1/chat/completions", openAI},
		{"/openai/deployments/{model}/chat/completions?api-version=2024-10-21", openAI},
	}
	s, handler := withFixtures(t, Config{}, "fixtures: [{match: {user: nothing of this kind}, answer: other}]")
	f := func(match, path, members string, want bool, headers ...string) {
		t.Helper()
		if _, err := s.Fixtures().Add([]byte("{match: {" + match + "}, answer: matched}")); err != nil {
			t.Fatal(err)
		}
		defer s.Fixtures().Remove("")
		r := row{path: path, members: members}
		status, body := r.ask(handler, "gpt-4o", headers...)
		if got := strings.Contains(string(body), "matched"); got != want || status != 200 {
			t.Errorf("%s of %s: status %d, matched %v", match, path, status, got)
		}
	}
	for _, talk := range talks {
		for match, want := range map[string]bool{
			`user: How is Café?`: true, `user: how`: false, `user: {regex: "(?i)how is caf.\\?$"}`: true, `user: {equals: How is}`: false,
			`user: [How, Café]`: true, `user: [How, Tea]`: false, `user: 14`: false,
			`system: brief`: true, `system: long`: false,
			`turn: 1`: true, `turn: 0`: false, `has-result: true`: true, `has-result: false`: false,
			`result: 14 degrees`: true, `result: "15"`: false, `tool: weather`: true, `tool: time`: false, `call: c1`: true, `call: c2`: false,
			`offers: weather`: true, `offers: [weather, time]`: false, `last: degrees`: true, `last: Café`: false,
			`model: gpt-4o`: true, `model: [o3, gpt-4o]`: true, `model: gpt-4`: false, `model: {regex: ^gpt}`: true,
			`header: {x-tenant: acme}`: true, `header: {X-Tenant: other}`: false, `header: {X-None: {regex: ".*"}}`: false,
			`path: {regex: "/"}`: true, `path: nowhere`: false, `endpoint: [chat, responses]`: true, `endpoint: completions`: false,
			``: true,
		} {
			f(match, talk.path, talk.members, want, "X-Tenant", "acme")
		}
	}
	f("dialect: openai", chat, hi, true)
	f("dialect: [anthropic, openai]", chat, hi, true)
	f("dialect: anthropic", chat, hi, false)
	f("dialect: anthropic", anthro, `"max_tokens":9,`+hi, true)
	f("endpoint: completions, user: Once", "/v1/completions", `"prompt":["Twice","Once upon"]`, true)
	f("endpoint: completions, user: Once, system: Be", "/api/generate", `"stream":false,"system":"Be","prompt":"Once"`, true)
	f("has-result: false", chat, hi, true)
	f("turn: 0", chat, hi, true)
	f("result: 14", chat, `"messages":[{"role":"tool","content":"14"},{"role":"user","content":"and?"}]`, false)
	f("user: hi", chat, `"messages":[{"role":"user","content":"hi"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]`, true)
	f("model: gpt-4o", "/v1/chat/completions", `"model":"gpt-4o:tokens=3",`+hi, true)
}

// TestFixtures_First wants the first fixture that matches to win, as often as it may.
func TestFixtures_First(t *testing.T) {
	s, handler := withFixtures(t, Config{}, `
fixtures:
  - {name: once, match: {user: hi}, times: 1, answer: first}
  - {name: twice, match: {user: hi}, times: 2, answer: {error: {status: 503}}}
  - {name: rest, match: {user: hi}, answer: rest}
  - {name: never, match: {user: hi}, answer: never}
`)
	r := row{path: "/v1/chat/completions", members: askHi}
	var got []string
	for range 5 {
		status, body := r.ask(handler, "gpt-4o")
		got = append(got, fmt.Sprint(status, strings.Contains(string(body), "first"), strings.Contains(string(body), "rest")))
	}
	if want := "[200 true false 503 false false 503 false false 200 false true 200 false true]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := s.Fixtures().Add([]byte(`{"match":{"user":"there"},"answer":"added"}`)); err != nil {
		t.Fatal(err)
	}
	if _, body := r.ask(handler, "gpt-4o"); !strings.Contains(string(body), "added") {
		t.Errorf("what was added does not come first: %s", body)
	}
	counts := map[string]uint64{}
	for name, n := range s.fixtureCounts() {
		counts[name] = n
	}
	if fmt.Sprint(counts) != "map[added-1:1 never:0 once:1 rest:2 twice:2]" {
		t.Errorf("counted %v", counts)
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	s.Fixtures().Remove("")
	if _, body := r.ask(handler, "gpt-4o"); !strings.Contains(string(body), "first") {
		t.Errorf("the sequence does not begin anew: %s", body)
	}
}

// TestFixtures_Fault wants a fault to use up no fixture, and a request's own settings to
// win.
func TestFixtures_Fault(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - {match: {user: hi}, times: 1, answer: {text: once, settings: {ttft: 24h}}}
`)
	r := row{path: "/v1/chat/completions", members: askHi}
	if status, _ := r.ask(handler, "gpt-4o", "X-Mock-Fault", "error"); status != 500 {
		t.Errorf("status %d", status)
	}
	if _, body := r.ask(handler, "gpt-4o", "X-Mock-TTFT", "0ms"); !strings.Contains(string(body), "once") {
		t.Errorf("the fixture was used up: %s", body)
	}
}

// TestFixtures_Refused wants requests that are refused after a fixture has matched to use
// none up: what does not fit the context window, and what is above a limit of tokens.
func TestFixtures_Refused(t *testing.T) {
	s, handler := withFixtures(t, Config{Limits: Limits{TPMTotal: 60}}, `
fixtures:
  - {name: once, match: {user: hi}, times: 1, answer: {text: once, usage: {prompt: 50}}}
  - {name: rest, match: {user: hi}, answer: {text: rest, usage: {prompt: 50}}}
`)
	r := row{path: "/v1/chat/completions", members: askHi}
	for range 3 {
		if status, body := r.ask(handler, "gpt-4o", "X-Mock-Context-Window", "1"); status != 400 {
			t.Errorf("a window of one token: status %d: %s", status, body)
		}
	}
	if status, body := r.ask(handler, "gpt-4o"); !strings.Contains(string(body), "once") {
		t.Errorf("status %d: %s", status, body)
	}
	if status, body := r.ask(handler, "gpt-4o"); status != 429 {
		t.Errorf("no tokens are left: status %d: %s", status, body)
	}
	for _, f := range s.Fixtures().All() {
		if want := map[string]uint64{"once": 1, "rest": 0}[f.Name]; f.Answered() != want {
			t.Errorf("%s has answered %d times, not %d", f.Name, f.Answered(), want)
		}
	}
}

// TestFixtures_Only wants unmatched requests to get 404 in the envelope of their dialect,
// and those that no fixture can answer to be answered as ever.
func TestFixtures_Only(t *testing.T) {
	s, handler := withFixtures(t, Config{Answers: Answers{FixturesOnly: true}}, "fixtures: [{match: {user: other}, answer: Yes}]")
	for _, r := range rowsOf(t, s) {
		for _, q := range r.forms() {
			status, body := q.ask(handler, "gpt-4o")
			if want := map[bool]int{true: 404, false: 200}[r.makesText()]; status != want {
				t.Errorf("%s: status %d, not %d: %s", r.path, status, want, body)
			}
			if status == 404 && (!json.Valid(body) || !strings.Contains(string(body), "No fixture matches")) {
				t.Errorf("%s: %s", r.path, body)
			}
		}
	}
	if s.Fixtures().Unmatched() == 0 {
		t.Error("the misses are not counted")
	}
}

// TestFixtures_Errors wants endpoints without text to answer with errors.
func TestFixtures_Errors(t *testing.T) {
	s, handler := withFixtures(t, Config{}, "fixtures: [{match: {endpoint: [embeddings, moderations, rerank]}, answer: {error: {status: 418, message: stout}}}]")
	for _, r := range rowsOf(t, s) {
		status, body := r.ask(handler, "gpt-4o")
		if want := !r.makesText() && !r.free; want != (status == 418) {
			t.Errorf("%s: status %d: %s", r.path, status, body)
		}
	}
}

// TestFixtures_Chunks wants the events of a stream to be the chunks, and their delays to
// pass.
func TestFixtures_Chunks(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {user: hi}
    answer: {chunks: [{text: Hel, delay: 5ms}, lo, {text: ", wörld! It is a long one", delay: 10ms}]}
  - match: {user: size}
    answer: {text: "abcdefghijé", chunk-size: 5}
`)
	delta := regexp.MustCompile(`"delta":\{"content":"([^"]+)"`)
	f := func(members, want string, least time.Duration) {
		t.Helper()
		r := row{path: "/v1/chat/completions", members: `"stream":true,"stream_options":{"include_usage":true},` + members}
		began := time.Now()
		_, body := r.ask(handler, "gpt-4o")
		took := time.Since(began)
		var got []string
		for _, m := range delta.FindAllStringSubmatch(string(body), -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, "|") != want || took < least {
			t.Errorf("%q in %v, want %q in %v", got, took, want, least)
		}
		if tokens := (len([]rune(strings.Join(got, ""))) + 3) / 4; !strings.Contains(string(body), fmt.Sprintf(`"completion_tokens":%d`, tokens)) {
			t.Errorf("not %d tokens: %s", tokens, body)
		}
	}
	f(askHi, "Hel|lo|, wörld! It is a long one", 15*time.Millisecond)
	f(`"messages":[{"role":"user","content":"size"}]`, "abcde|fghij|é", 0)
	r := row{path: "/v1/chat/completions", members: askHi}
	began := time.Now()
	if r.ask(handler, "gpt-4o"); time.Since(began) < 15*time.Millisecond {
		t.Error("an answer in one piece does not wait for its chunks")
	}
}

// TestFixtures_Times wants times to be exact, whatever is random in the profile.
func TestFixtures_Times(t *testing.T) {
	s, _ := withFixtures(t, Config{}, "fixtures: [{answer: {text: Yes it is, settings: {ttft: 3ms, itl: 2ms}}}]")
	p := s.Profile()
	p.Latency.TTFT.Mean, p.Latency.TTFT.Stddev, p.Latency.Jitter = time.Hour, time.Hour/4, time.Hour
	if err := s.SetProfile(p); err != nil {
		t.Fatal(err)
	}
	r := row{path: "/v1/chat/completions", members: askHi}
	began := time.Now()
	if _, body := r.ask(s.Handler(), "gpt-4o"); !strings.Contains(string(body), "Yes it is") || time.Since(began) < 7*time.Millisecond {
		t.Errorf("after %v: %s", time.Since(began), body)
	}
}

// TestFixtures_Resumed wants the stream of a kept response to be the fixture's answer again.
func TestFixtures_Resumed(t *testing.T) {
	_, handler := withFixtures(t, Config{}, "fixtures: [{match: {user: hi}, times: 1, answer: {chunks: [Pa, ris]}}]")
	r := row{path: "/v1/responses", members: `"stream":true,` + `"input":"hi there"`}
	_, first := r.ask(handler, "gpt-4o")
	id := regexp.MustCompile(`resp_\w+`).FindString(string(first))
	var ctx fasthttp.RequestCtx
	var req fasthttp.Request
	req.SetRequestURI("/v1/responses/" + id + "?stream=true")
	ctx.Init(&req, nil, nil)
	handler(&ctx)
	if again := ctx.Response.Body(); string(again) != string(first) {
		t.Errorf("%s\nis not\n%s", again, first)
	}
}

// TestFixtures_Concurrent wants each place of a sequence to be taken once, while fixtures
// come and go.
func TestFixtures_Concurrent(t *testing.T) {
	s, handler := withFixtures(t, Config{}, "fixtures: [{match: {user: hi}, times: 100, answer: {error: {status: 418}}}]")
	var refused atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			r := row{path: "/v1/chat/completions", members: askHi}
			for range 25 {
				if status, _ := r.ask(handler, "gpt-4o"); status == 418 {
					refused.Add(1)
				}
			}
		})
	}
	all.Go(func() {
		for range 50 {
			if _, err := s.Fixtures().Add([]byte(`{"name":"x","match":{"user":"other"},"answer":"x"}`)); err != nil {
				t.Error(err)
			}
			if err := s.Fixtures().Remove("x"); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if refused.Load() != 100 {
		t.Errorf("%d requests got the error, not 100", refused.Load())
	}
}

// TestFixtures_Reload wants a file that is damaged to change nothing, and counts to stay.
func TestFixtures_Reload(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.yaml", "fixtures: [{name: a, match: {user: hi}, answer: one}]")
	write("b.json", `{"fixtures": [{"name": "b", "match": {"user": "hi"}, "answer": "two"}]}`)
	write("notes.txt", "no fixtures")
	set, err := OpenFixtures(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Answers: Answers{Fixtures: set}})
	if err != nil {
		t.Fatal(err)
	}
	handler, r := s.Handler(), row{path: "/v1/chat/completions", members: askHi}
	want := func(text string) {
		t.Helper()
		if _, body := r.ask(handler, "gpt-4o"); !strings.Contains(string(body), text) {
			t.Errorf("%s, not %s", body, text)
		}
	}
	want("one")
	write("a.yaml", "fixtures:\n  - match: {user: hi}\n    answr: x")
	if err := set.Reload(); err == nil || !strings.Contains(err.Error(), "a.yaml: line 2: a fixture needs an answer") {
		t.Errorf("reloaded: %v", err)
	}
	want("one")
	write("a.yaml", "fixtures: [{name: a, match: {user: hi}, answer: three}]")
	if err := set.Reload(); err != nil {
		t.Error(err)
	}
	want("three")
	if n := set.All()[0].Answered(); n != 3 {
		t.Errorf("counted %d", n)
	}
	write("a.yaml", "fixtures: [{name: b, answer: three}]")
	if err := set.Reload(); err == nil || !strings.Contains(err.Error(), `two fixtures are named "b"`) {
		t.Errorf("reloaded: %v", err)
	}
}
