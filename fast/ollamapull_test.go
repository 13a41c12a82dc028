package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestOllama_Pull wants what can be asked to be pulled, too, at once and in a stream.
func TestOllama_Pull(t *testing.T) {
	const success, missing = `{"status":"success"}`, `{"error":"pull model manifest: file does not exist"}`
	plain := serve(t, fast.Config{})
	strict := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"listed"}}})
	for _, c := range []struct {
		url, body string
		status    int
		last      string
		lines     int
	}{
		{plain, `{"model":"any","stream":false}`, 200, success, 1},
		{plain, `{"name":"any"}`, 200, success, 4},
		{plain, `{"model":"any","stream":true,"insecure":true}`, 200, success, 4},
		{strict, `{"model":"listed:latest","stream":false}`, 200, success, 1},
		{strict, `{"model":"listed~ttft=1ms","stream":null}`, 200, success, 4},
		{strict, `{"model":"none","stream":false}`, 500, missing, 1},
		{strict, `{"model":"none"}`, 200, missing, 2},
		{plain, `{}`, 400, `{"error":"invalid model name"}`, 1},
		{plain, `{"model":7}`, 400, `{"error":"json: cannot unmarshal number into Go struct field PullRequest.model of type string"}`, 1},
		{plain, `{"model":"any","stream":"no"}`, 400, `{"error":"json: cannot unmarshal string into Go struct field PullRequest.stream of type bool"}`, 1},
		{plain, `[]`, 400, `{"error":"json: cannot unmarshal array into Go value of type api.PullRequest"}`, 1},
		{plain, ``, 400, `{"error":"missing request body"}`, 1},
	} {
		res, answer := exchange(t, c.url, request("POST", "/api/pull", "", c.body))
		lines := strings.Split(strings.TrimSuffix(string(answer), "\n"), "\n")
		form := "application/json"
		if len(lines) > 1 {
			form = "application/x-ndjson"
		}
		if res.StatusCode != c.status || len(lines) != c.lines || lines[len(lines)-1] != c.last || !strings.HasPrefix(res.Header.Get("Content-Type"), form) {
			t.Errorf("%s: status %d, %s: %s", c.body, res.StatusCode, res.Header.Get("Content-Type"), answer)
		}
	}
}
