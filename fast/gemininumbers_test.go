package fast

import (
	"strings"
	"testing"
)

// TestGemini_EnumNumbers takes the numbers of enums for their names, as the client for Go that is
// generated from Google's protocol buffers sends them.
func TestGemini_EnumNumbers(t *testing.T) {
	ask := func(strict bool, members string) (int, string) {
		s, err := New(Config{Answers: Answers{Pool: fixturesPool(), Models: []string{"gemini-2.0-flash"}, Strict: strict}})
		if err != nil {
			t.Fatal(err)
		}
		r := row{path: "/v1beta/models/gemini-2.0-flash:generateContent", members: `"contents":[{"role":"user","parts":[{"text":"hi"}]}],` + members}
		status, body := r.ask(s.Handler(), "")
		return status, string(body)
	}
	f := func(members, want string) {
		t.Helper()
		for _, strict := range []bool{false, true} {
			if status, body := ask(strict, members); status != 200 || !strings.Contains(body, want) {
				t.Errorf("%s, strict %v: status %d: %s", members, strict, status, body)
			}
		}
	}
	const tools = `"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":6,"properties":{"n":{"type":3,"minimum":7,"maximum":7}},"required":["n"]}}]}]`
	f(tools+`,"toolConfig":{"functionCallingConfig":{"mode":2}}`, `"args":{"n":7}`)
	f(tools+`,"toolConfig":{"functionCallingConfig":{"mode":3}}`, `"text":`)
	f(`"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":5,"items":{"type":4},"minItems":1,"maxItems":1}}`, `"[`)
	f(`"safetySettings":[{"category":7,"threshold":4}]`, `"safetyRatings"`)
	f(`"safetySettings":[{"category":7,"threshold":5}]`, `"finishReason":"STOP","index":0`)
	if status, body := ask(true, `"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":6}}]}]`); status != 400 {
		t.Errorf("an object without properties: status %d: %s", status, body)
	}
}
