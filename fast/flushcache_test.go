package fast_test

import (
	"net/http"
	"testing"

	"mock-openai/fast"
)

// TestFlushCache wants a prompt that an engine's path has flushed to be computed anew.
func TestFlushCache(t *testing.T) {
	f := func(style, method, path string, size int64) {
		t.Helper()
		c := styled(style, fast.Config{})
		c.Answers.PromptCache, c.Limits.APIKeys = size, []string{"secret"}
		url := serve(t, c)
		const key = "Authorization: Bearer secret\r\n"
		cached := func() int {
			t.Helper()
			body := `{"model":"base","messages":[{"role":"user","content":"` + story('w', 2000) + `"}]}`
			_, answer := exchange(t, url, request("POST", "/v1/chat/completions", key, body))
			return numberAt(string(answer), "cached_tokens")
		}
		cached()
		if n := cached(); (n > 0) != (size > 0) {
			t.Errorf("%s: %d tokens are cached before", path, n)
		}
		if res, body := exchange(t, url, request(method, path, "", "")); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s without a key: %d %s", path, res.StatusCode, body)
		}
		if res, body := exchange(t, url, request(method, path, key, "")); res.StatusCode != http.StatusOK || len(body) > 0 {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
		if n := cached(); n > 0 {
			t.Errorf("%s: %d tokens are cached after", path, n)
		}
	}
	f("vllm", "POST", "/reset_prefix_cache", 1<<20)
	f("vllm", "POST", "/reset_prefix_cache", 0)
	f("sglang", "POST", "/flush_cache?timeout=60.0", 1<<20)
	f("sglang", "GET", "/flush_cache", 1<<20)
}
