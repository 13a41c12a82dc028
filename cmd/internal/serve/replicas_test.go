package serve_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// TestReplicas asks two processes of one seed, and one of another, for the same.
func TestReplicas(t *testing.T) {
	ask := func(p *programtest.Process, path, body string) string {
		t.Helper()
		res, err := http.Post(p.URL+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(answer)
	}
	one := programtest.Start(t, nil, "--deterministic", "--seed", "3", "--response-delay-ms", "0.1")
	two := programtest.Start(t, nil, "--deterministic", "--seed", "3")
	other := programtest.Start(t, nil, "--deterministic")
	f := func(path, body string) {
		t.Helper()
		first := ask(one, path, body)
		if again, replica := ask(one, path, body), ask(two, path, body); first != again || first != replica {
			t.Errorf("%s: %s, again %s, the replica %s", body, first, again, replica)
		}
		if ask(other, path, body) == first {
			t.Errorf("%s: another seed has the same answer %s", body, first)
		}
	}
	f("/v1/chat/completions", `{"messages":[{"role":"user","content":"Hello!"}]}`)
	f("/v1/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"Hello!"}]}`)
	f("/v1/completions", `{"prompt":"Once upon a time"}`)
	f("/v1/responses", `{"input":"Hello!"}`)
}
