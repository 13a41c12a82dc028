package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/journal"
	"mock-openai/fast/profile"
)

// TestGroq_SharesAPathWithAzure wants requests that are recognized as Groq's to get its
// form, without headers, errors or the name of Azure, and all others what Azure says.
func TestGroq_SharesAPathWithAzure(t *testing.T) {
	const path = "/openai/v1/"
	f := func(c fast.Config, headers, want string) {
		t.Helper()
		c.Observation.Journal = journal.New(nil)
		url := serve(t, c)
		for method, asked := range map[string]string{"chat/completions": "POST", "models": "GET", "models/gpt-4-mock": "GET"} {
			for _, model := range []string{"m", "m~fault=content-filter", "m~fault=error~status=401"} {
				body := ""
				if asked == "POST" {
					body = `{"model":"` + model + `"}`
				}
				res, answer := exchange(t, url, request(asked, path+method, headers, body))
				says := string(answer)
				if azure := res.Header.Get("Apim-Request-Id") != "" || strings.Contains(says, "Azure"); azure != (want == "azure") {
					t.Errorf("%q: %s of %s answers %v %s", headers, method, model, res.Header, says)
				}
				if groq := strings.Contains(says, `"x_groq"`); groq != (want == "openai") && res.StatusCode == 200 && asked == "POST" {
					t.Errorf("%q: %s", headers, says)
				}
			}
		}
		for _, entry := range c.Observation.Journal.Last() {
			if entry.Dialect != want {
				t.Errorf("%q: the journal says %s, want %s", headers, entry.Dialect, want)
			}
		}
	}
	f(fast.Config{}, "Authorization: Bearer gsk_a\r\n", "openai")
	f(fast.Config{}, "User-Agent: Groq/Python 1.0.0\r\n", "openai")
	f(fast.Config{}, "X-Mock-Accent: groq\r\n", "openai")
	f(fast.Config{Answers: fast.Answers{Accent: profile.Groq}}, "Authorization: Bearer sk-a\r\n", "openai")

	f(fast.Config{}, "Authorization: Bearer sk-a\r\n", "azure")
	f(fast.Config{}, "Api-Key: gsk_a\r\n", "azure")
	f(fast.Config{Answers: fast.Answers{NoOverrides: true}}, "X-Mock-Accent: groq\r\n", "azure")
}
