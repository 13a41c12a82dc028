package fast_test

import (
	"io"
	"net/http"
	"testing"

	"mock-openai/fast"
)

// TestOllama_Running tells only Ollama's own clients at / that the server runs: its client for Go
// takes any status of HEAD but 200 for an error.
func TestOllama_Running(t *testing.T) {
	const client = "ollama/0.17.4 (amd64 linux) Go/go1.26.8"
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"k"}}})
	f := func(method, agent string, status int, want string) {
		t.Helper()
		req, err := http.NewRequest(method, url+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", agent)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if body, _ := io.ReadAll(res.Body); res.StatusCode != status || want != "" && string(body) != want {
			t.Errorf("%s of %s: status %d, %q", method, agent, res.StatusCode, body)
		}
	}
	f("HEAD", client, 200, "")
	f("GET", client, 200, "Ollama is running")
	f("POST", client, 404, "")
	f("HEAD", "curl/8", 404, "")
	f("GET", "curl/8", 404, "")
}
