package fast_test

import (
	"testing"

	"mock-openai/fast"
)

// TestClientID checks that every answer returns the client's own id beside the server's,
// and that there is no such header if the client sent none.
func TestClientID(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(raw, want string) {
		t.Helper()
		res, _ := exchange(t, url, raw)
		if got := res.Header.Get("X-Client-Request-Id"); got != want {
			t.Errorf("%q: echo is %q, want %q", raw, got, want)
		}
		if res.Header.Get("X-Request-Id") == "" || res.Header.Get("Openai-Version") != "2020-10-01" {
			t.Errorf("%q: headers are %v", raw, res.Header)
		}
	}
	for _, path := range []string{"/v1/chat/completions", "/v1/embeddings", "/v1/moderations", "/v1/nowhere"} {
		f(request("POST", path, "X-Client-Request-Id: mine-1\r\n", `{"input":"a","stream":false}`), "mine-1")
		f(request("POST", path, "x-client-request-id: Mine 2\r\n", `{"input":"a","stream":true}`), "Mine 2")
		f(request("POST", path, "", `{"input":"a"}`), "")
	}
	f(request("GET", "/v1/models", "X-Client-Request-Id: mine-3\r\n", ""), "mine-3")
	f(request("PUT", "/health", "X-Client-Request-Id: mine-4\r\n", ""), "mine-4")
}
