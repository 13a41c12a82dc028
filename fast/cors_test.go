package fast_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

func TestCORS(t *testing.T) {
	open := serve(t, fast.Config{Transport: fast.Transport{CORS: true}, Limits: fast.Limits{APIKeys: []string{"k"}}, Timing: fast.Timing{ResponseDelay: time.Microsecond}})
	f := func(url, method, path, key string, status int, origin string) {
		t.Helper()
		req, err := http.NewRequest(method, url+path, strings.NewReader(`{"stream":true}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", "https://example.com")
		req.Header.Set("Authorization", "Bearer "+key)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if got := res.Header.Get("Access-Control-Allow-Origin"); res.StatusCode != status || got != origin {
			t.Errorf("%s %s: status %d, allows %q", method, path, res.StatusCode, got)
		}
		if method == "OPTIONS" && url == open && !strings.Contains(res.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("the preflight allows %q", res.Header.Get("Access-Control-Allow-Headers"))
		}
	}
	f(open, "OPTIONS", chatPath, "", 204, "*")
	f(open, "POST", chatPath, "k", 200, "*")
	f(open, "POST", chatPath, "wrong", 401, "*")
	f(open, "GET", "/nothing", "k", 404, "*")
	f(open, "HEAD", "/health", "", 200, "*")
	closed := serve(t, fast.Config{})
	f(closed, "OPTIONS", chatPath, "", 204, "")
	f(closed, "HEAD", "/health", "", 200, "")
	f(closed, "HEAD", "/v1/models", "", 200, "")
}
