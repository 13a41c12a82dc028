package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestFixtures_Sockets answers events of WebSockets with fixtures, and refuses those that
// match none.
func TestFixtures_Sockets(t *testing.T) {
	set := new(fast.Fixtures)
	if _, err := set.Add([]byte(`
fixtures:
  - {match: {user: weather, has-result: false, turn: 0}, answer: {text: Let me look., tools: [{name: weather, id: call_fixed, arguments: {city: Paris}}]}}
  - {match: {tool: weather, call: call_fixed, result: "14"}, answer: It is mild.}
  - {match: {user: filter}, answer: {text: No., finish: content_filter}}
  - {match: {user: error}, answer: {error: {status: 429, code: too_fast, message: Slower.}}}
  - {match: {user: run it, offers: [exec]}, answer: {tools: [{name: exec, arguments: {a: 1}}]}}
  - {match: {user: twice}, times: 1, answer: {chunks: [On, ce]}}
`)); err != nil {
		t.Fatal(err)
	}
	url := serve(t, fast.Config{Answers: fast.Answers{Fixtures: set, FixturesOnly: true}})
	f := func(path, end string, before []string, want ...string) {
		t.Helper()
		s := dialSocket(t, url, path)
		for _, message := range before {
			s.say("%s", message)
		}
		all := ""
		for {
			e := s.next()
			if all += e.raw + "\n"; e.Type == end || e.Type == "error" {
				break
			}
		}
		for _, text := range want {
			if !strings.Contains(all, text) {
				t.Errorf("%s: %s: no %s in %s", path, before, text, all)
			}
		}
	}
	create := func(input string) []string {
		return []string{`{"type":"response.create","model":"gpt-4o","input":` + input + `}`}
	}
	f(responsesPath, "response.completed", create(`"How is the weather?"`), `"text":"Let me look."`, `"call_id":"call_fixed","name":"weather"`, `{\"city\":\"Paris\"}`)
	f(responsesPath, "response.completed", create(`[{"type":"function_call","call_id":"call_fixed","name":"weather","arguments":"{}"},{"type":"function_call_output","call_id":"call_fixed","output":"14"}]`), `It is mild.`)
	f(responsesPath, "response.completed", create(`[{"type":"additional_tools","role":"developer","tools":[{"type":"namespace","name":"shell","tools":[{"type":"custom","name":"exec"}]}]},{"role":"user","content":"run it"}]`),
		`"type":"custom_tool_call"`, `"name":"exec","namespace":"shell"`)
	f(responsesPath, "response.incomplete", create(`"filter"`), `"incomplete_details":{"reason":"content_filter"}`)
	f(responsesPath, "error", create(`"error"`), `"code":"too_fast"`, `"message":"Slower."`, `"status":429`)
	f(responsesPath, "error", create(`"nothing"`), `"code":"fixture_not_found"`, `"status":404`)
	f(responsesPath, "response.completed", create(`"twice"`), `"delta":"On"`, `"delta":"ce"`)

	ask := func(text string, more ...string) []string {
		item := `{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"` + text + `"}]}}`
		return append([]string{asText, item, `{"type":"response.create"}`}, more...)
	}
	f(realtimePath, "response.done", ask("How is the weather?"), `"text":"Let me look."`, `"type":"response.output_text.done"`, `"call_id":"call_fixed"`, `{\"city\":\"Paris\"}`)
	f(realtimePath, "response.done", ask("filter"), `"status":"incomplete","status_details":{"type":"incomplete","reason":"content_filter"}`)
	f(realtimePath, "error", ask("error"), `"code":"too_fast"`, `"message":"Slower."`)
	f(realtimePath, "error", ask("nothing"), `"code":"fixture_not_found"`)

	s := dialSocket(t, url, realtimePath)
	for _, message := range ask("How is the weather?") {
		s.say("%s", message)
	}
	s.realtimeUntil("response.done")
	s.say(`{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_fixed","output":"14 degrees"}}`)
	s.say(`{"type":"response.create"}`)
	for {
		e := s.next()
		if e.Type == "error" {
			t.Fatalf("after the result: %s", e.raw)
		}
		if e.Type == "response.done" {
			if !strings.Contains(e.raw, "It is mild.") {
				t.Errorf("after the result: %s", e.raw)
			}
			break
		}
	}
}
