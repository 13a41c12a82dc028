package serve_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// TestServe_APIKey wants every key to open the server, wherever it was named,
// and no other.
func TestServe_APIKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("# for the tests\n\n  sk-filed-1 \r\nsk-filed-2"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := func(env []string, args []string, keys ...string) {
		t.Helper()
		p := programtest.Start(t, env, args...)
		for _, key := range append(keys, "# for the tests", "sk-other", "") {
			req, err := http.NewRequest("GET", p.URL+"/v1/models", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+key)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			want := http.StatusUnauthorized
			if strings.Contains(strings.Join(keys, " "), key) && key != "" {
				want = http.StatusOK
			}
			if res.StatusCode != want {
				t.Errorf("%v %v: key %q: status %d, want %d: %s", env, args, key, res.StatusCode, want, body)
			}
		}
	}
	f(nil, []string{"--api-key", "sk-a", "--api-key", "sk-b"}, "sk-a", "sk-b")
	f(nil, []string{"--api-key", "sk-a", "--api-key-file", file}, "sk-a", "sk-filed-1", "sk-filed-2")
	f([]string{"MOCK_OPENAI_API_KEY=sk-c,d"}, nil, "sk-c,d")
}
