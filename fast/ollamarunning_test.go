package fast_test

import (
	"io"
	"net/http"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// TestOllama_Running tells who asks for / that the server runs: Ollama's client for Go takes any
// status of HEAD but 200 for an error, and health checks of GET do, too. With an accent only Ollama's
// own clients hear it.
func TestOllama_Running(t *testing.T) {
	const client, checker = "ollama/0.17.4 (amd64 linux) Go/go1.26.8", "olla-HealthChecker/v0.0.x"
	plain := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"k"}}})
	vllm := serve(t, fast.Config{Answers: fast.Answers{Accent: profile.VLLM}})
	f := func(url, method, agent string, status int, want string) {
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
	const running = "Ollama is running"
	for _, agent := range []string{client, checker, "curl/8"} {
		f(plain, "HEAD", agent, 200, "")
		f(plain, "GET", agent, 200, running)
		f(plain, "POST", agent, 404, "")
	}
	f(vllm, "GET", client, 200, running)
	f(vllm, "GET", checker, 404, "")
	f(vllm, "HEAD", checker, 404, "")
}
