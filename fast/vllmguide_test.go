package fast_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestVLLM_Guided checks that texts have the form that structured_outputs asks for, in chats and
// in completions, and that other providers do not know it.
func TestVLLM_Guided(t *testing.T) {
	url := serve(t, fast.Config{})
	say := func(path, headers, members string) (int, string) {
		t.Helper()
		prompt := `"messages":[{"role":"user","content":"hi"}]`
		if path != chatPath {
			prompt = `"prompt":"hi"`
		}
		r, body := exchange(t, url, request("POST", path, headers, `{`+prompt+`,`+members+`}`))
		var a struct {
			Choices []struct {
				Text    string
				Message struct{ Content string }
			}
		}
		if r.StatusCode != 200 {
			return r.StatusCode, string(body)
		}
		if err := json.Unmarshal(body, &a); err != nil || len(a.Choices) != 1 {
			t.Fatalf("%s: %v", body, err)
		}
		return 200, a.Choices[0].Text + a.Choices[0].Message.Content
	}
	quoted, _ := json.Marshal(mailSchema)
	for _, path := range []string{chatPath, textPath} {
		for _, members := range []string{`"structured_outputs":{"json":` + mailSchema + `}`, `"guided_json":` + mailSchema, `"guided_json":` + string(quoted)} {
			_, said := say(path, vllmHeader, members)
			wantValid(t, mailSchema, said)
		}
		for _, members := range []string{`"structured_outputs":{"choice":["yes","\"no\""]}`, `"guided_choice":["yes","\"no\""]`} {
			if _, said := say(path, vllmHeader, members); !slices.Contains([]string{"yes", `"no"`}, said) {
				t.Errorf("%s: %s: %q", path, members, said)
			}
		}
		for _, members := range []string{`"structured_outputs":{"regex":"\\d{3}-[a-c]+"}`, `"guided_regex":"^\\d{3}-[a-c]+$"`} {
			if _, said := say(path, vllmHeader, members); !regexp.MustCompile(`^\d{3}-[a-c]+$`).MatchString(said) {
				t.Errorf("%s: %s: %q", path, members, said)
			}
		}
		for members, message := range map[string]string{
			`"guided_regex":"("`:                               "Failed to transform regex into a grammar: ",
			`"structured_outputs":{"choice":[]}`:               "Failed to transform choices into a grammar: ",
			`"structured_outputs":{"json":{"type":"nonsuch"}}`: "Failed to transform json schema into a grammar: ",
		} {
			if status, said := say(path, vllmHeader, members); status != 400 || !strings.Contains(said, message) {
				t.Errorf("%s: %s: %d %s", path, members, status, said)
			}
		}
		for _, members := range []string{`"structured_outputs":{"grammar":"root ::= a"}`, `"structured_outputs":null`, `"guided_json":null`} {
			if status, said := say(path, vllmHeader, members); status != 200 || said == "" {
				t.Errorf("%s: %s: %d %q", path, members, status, said)
			}
		}
		if _, said := say(path, "", `"guided_choice":["yes"]`); said == "yes" {
			t.Errorf("%s: OpenAI knows guided_choice", path)
		}
	}
}
