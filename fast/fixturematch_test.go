package fast

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
)

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

// TestFixtures_First checks that the first match wins, as often as the fixture may answer.
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
	counts := maps.Collect(s.fixtureCounts())
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

// TestFixtures_Only checks that unmatched requests get 404 in the envelope of their dialect.
// Requests that no fixture can answer are answered as usual.
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
