package fast_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/fault"
)

func TestAzure_Errors(t *testing.T) {
	f := func(url, raw string, status int, code, message string) {
		t.Helper()
		res, body := exchange(t, url, raw)
		var e struct {
			Error struct{ Code, Message string }
		}
		if err := json.Unmarshal(body, &e); err != nil || res.StatusCode != status || e.Error.Code != code || !strings.HasPrefix(e.Error.Message, message) {
			t.Errorf("%.90q: status %d, want %d: %s", raw, res.StatusCode, status, body)
		}
	}
	ask := func(path, headers, body string) string { return request("POST", path, headers, body) }
	locked := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"azure-key"}}})
	f(locked, ask(azureChatPath, "", "{}"), 401, "401", "Access denied due to invalid subscription key")
	f(locked, ask(azureChatPath, "Api-Key: no\r\n", "{}"), 401, "401", "Access denied due to invalid subscription key")
	for _, header := range []string{"api-key: azure-key\r\n", "Authorization: Bearer azure-key\r\n"} {
		if res, body := exchange(t, locked, ask(azureChatPath, header, "{}")); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", header, body)
		}
	}
	f(locked, request("GET", "/openai/v1/nowhere", "api-key: azure-key\r\n", ""), 404, "404", "Resource not found")
	open := serve(t, fast.Config{})
	f(open, ask("/openai/deployments/gpt-4o/chat/completions", "", "{}"), 404, "404", "Resource not found")
	f(open, ask("/openai/deployments/gpt-4o/chat/completions?api-version=", "", "{}"), 404, "404", "Resource not found")
	f(open, ask(azureChatPath, "", "{"), 400, "", "We could not parse")
	f(open, ask(azureChatPath, "", `{"n":0}`), 400, "integer_below_min_value", "Invalid 'n'")
	f(open, ask(azureChatPath, "X-Mock-Fault: error:status=429,for=7s\r\n", "{}"), 429, "429", "Requests to this deployment have exceeded the call rate limit")
	f(open, ask(azureChatPath, "X-Mock-Fault: error:status=404\r\n", "{}"), 404, "DeploymentNotFound", "The API deployment for this resource does not exist.")
	strict := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"mine"}}})
	const hi = `{"messages":[{"role":"user","content":"hi"}]}`
	f(strict, ask(azureChatPath, "", hi), 404, "DeploymentNotFound", "The API deployment for this resource does not exist.")
	f(strict, ask(azureV1Path, "", `{"model":"none",`+hi[1:]), 404, "DeploymentNotFound", "The API deployment for this resource does not exist.")
	f(strict, ask("/openai/deployments/mine/chat/completions"+azureVersion, "", `{"nonsense":1,`+hi[1:]), 400, "", "Unrecognized request argument supplied: nonsense")
	for _, body := range []string{hi, `{"model":"whatever",` + hi[1:]} {
		if res, answer := exchange(t, strict, ask("/openai/deployments/mine:tokens=2/chat/completions"+azureVersion, "", body)); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", body, answer)
		}
	}
}

// TestAzure_RateLimits wants the headers of Azure, which has no resets, and 429 in its
// words.
func TestAzure_RateLimits(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{RPM: 1, TPM: 1_000_000}})
	res, _ := exchange(t, url, request("POST", azureChatPath, "api-key: k\r\n", "{}"))
	for name, want := range map[string]string{"Limit-Requests": "1", "Remaining-Requests": "0", "Limit-Tokens": "1000000", "Reset-Requests": "", "Reset-Tokens": ""} {
		if got := res.Header.Get("X-Ratelimit-" + name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	res, body := exchange(t, url, request("POST", azureChatPath, "api-key: k\r\n", "{}"))
	if res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !regexp.MustCompile(`^{"error":{"code":"429","message":"Requests to .* call rate limit .* retry after \d+ seconds."}}$`).Match(body) {
		t.Errorf("status %d, %v: %s", res.StatusCode, res.Header, body)
	}
}

// TestFault_ContentFilter wants every dialect to refuse a prompt as its API does, in
// place of streams too.
func TestFault_ContentFilter(t *testing.T) {
	s, url := start(t, fast.Config{})
	f := func(path string, status int, want string) {
		t.Helper()
		for _, body := range []string{"{}", `{"stream":true}`} {
			before := s.FaultCounts().Of(fault.ContentFilter)
			res, answer := exchange(t, url, request("POST", path, "X-Mock-Fault: content-filter\r\n", body))
			if res.StatusCode != status || !strings.Contains(string(answer), want) || !json.Valid(answer) {
				t.Errorf("%s: status %d, want %d: %s", path, res.StatusCode, status, answer)
			}
			if s.FaultCounts().Of(fault.ContentFilter) != before+1 {
				t.Errorf("%s: not counted", path)
			}
		}
	}
	const innererror = `"type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{`
	f(chatPath, 400, `"type":"invalid_request_error","param":null,"code":"invalid_prompt"`)
	f(responsesPath, 400, `"code":"invalid_prompt"`)
	f("/api/v1/chat/completions", 403, `"metadata":{"reasons":[`)
	f(azureChatPath, 400, innererror)
	f(azureTextPath, 400, innererror)
	f(azureV1Path, 400, innererror)
}
