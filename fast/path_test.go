package fast_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestPaths_Escaped checks that answers, keys and metrics go by the decoded path. An escaped
// slash belongs to an id and separates no segments.
func TestPaths_Escaped(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"acme/large:free", "a b"}}, Limits: fast.Limits{APIKeys: []string{"k"}}})
	const key = "Authorization: Bearer k\r\n"
	f := func(method, path string, status int) {
		t.Helper()
		if res, body := exchange(t, url, request(method, path, key, "{}")); res.StatusCode != status {
			t.Errorf("%s %s: status %d, want %d: %s", method, path, res.StatusCode, status, body)
		}
	}
	f("POST", "/v1/%63hat/completion%73", 200)
	f("POST", "/%761/chat/completions", 200)
	f("POST", "/v1/%43hat/completions", 404) // a capital C
	f("POST", "/v1/chat%2Fcompletions", 404)
	f("POST", "/api/%76%31/chat/completions", 200)
	f("GET", "/v1/%6d%6F%64%65%6c%73", 200)
	f("GET", "/v1/models/acme%2Flarge%3Afree", 200)
	f("GET", "/v1/models/acme/%6Carge:free", 200)
	f("GET", "/v1/models/a%20b", 200)
	f("GET", "/v1/models/a%2520b", 404)
	f("GET", "/%68ealth", 200)
	f("GET", "/v1/models/", 404)
	f("POST", "/v1/models/", 404)
	f("GET", "/v1/models/%25", 404)
	f("GET", "/v1/responses/%63ompact", 405) // not the id of a response
	f("POST", "/v1/responses/%69nput_tokens", 200)
	f("GET", "/v1/responses/%63ompacted", 404)

	if res, body := exchange(t, url, request("POST", "/%761/%63hat/completions", "", "{}")); res.StatusCode != 401 {
		t.Errorf("without a key: status %d: %s", res.StatusCode, body)
	}
	scrape(t, url).wants(t,
		`requests_total{endpoint="/v1/chat/completions",status="200"} 2`,
		`requests_total{endpoint="/v1/chat/completions",status="401"} 1`,
		`requests_total{endpoint="/v1/models/{id}",status="200"} 3`,
		`requests_total{endpoint="/v1/models/{id}",status="404"} 2`,
		`requests_total{endpoint="/api/v1/chat/completions",status="200"} 1`,
		`requests_total{endpoint="/health",status="200"} 1`,
		`requests_total{endpoint="other",status="404"} 4`)
}

// TestPaths_Hint checks the hint for clients whose base URL has /v1 twice or not at all.
func TestPaths_Hint(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, hint string) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, "", "{}"))
		var e struct{ Error struct{ Message string } }
		if err := json.Unmarshal(body, &e); err != nil || res.StatusCode != 404 {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
		}
		if _, got, _ := strings.Cut(e.Error.Message, "Did you mean "); !strings.HasPrefix(got, hint) || got != "" && hint == "" {
			t.Errorf("%s: %q does not hint at %q", path, e.Error.Message, hint)
		}
	}
	f("/embeddings", "/v1/embeddings?")
	f("/moderations", "/v1/moderations?")
	f("/responses", "/v1/responses?")
	f("/v1/v1/chat/completions", "/v1/chat/completions?")
	f("/v1/nowhere", "")
	f("/nowhere", "")
	f("/v1/v1", "")
}

// TestOptions checks that OPTIONS returns the methods of a path to every client.
func TestOptions(t *testing.T) {
	for _, cors := range []bool{false, true} {
		url := serve(t, fast.Config{Transport: fast.Transport{CORS: cors}, Limits: fast.Limits{APIKeys: []string{"k"}}})
		f := func(path, allow string) {
			t.Helper()
			res, body := exchange(t, url, request("OPTIONS", path, "", ""))
			if res.StatusCode != http.StatusNoContent || len(body) > 0 || res.Header.Get("Allow") != allow {
				t.Errorf("%s: status %d, allows %q, want %q: %s", path, res.StatusCode, res.Header.Get("Allow"), allow, body)
			}
			if cors && res.Header.Get("Access-Control-Allow-Methods") != allow {
				t.Errorf("%s: allows pages %q, want %q", path, res.Header.Get("Access-Control-Allow-Methods"), allow)
			}
			if res, _ := exchange(t, url, request("PATCH", path, "Authorization: Bearer k\r\n", "")); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != allow {
				t.Errorf("PATCH %s: status %d, allows %q, want %q", path, res.StatusCode, res.Header.Get("Allow"), allow)
			}
		}
		f("/v1/embeddings", "POST, OPTIONS")
		f("/v1/models", "GET, HEAD, OPTIONS")
		f("/v1/models/anything", "GET, HEAD, DELETE, OPTIONS")
		f("/v1/responses/resp_x/cancel", "POST, OPTIONS")
		f("/health", "GET, HEAD, OPTIONS")
		for _, path := range []string{"/nowhere", "/v1/nowhere", "/v1/models/", "/v1/chat%2Fcompletions"} {
			if res, body := exchange(t, url, request("OPTIONS", path, "", "")); res.StatusCode != 404 || len(body) == 0 {
				t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
			}
		}
	}
}

// TestUnauthorized_Challenge checks that every 401 has WWW-Authenticate, also an injected
// one.
func TestUnauthorized_Challenge(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"k"}}})
	for _, headers := range []string{"", "Authorization: Bearer wrong\r\n", "Authorization: Bearer k\r\nX-Mock-Status: 401\r\n"} {
		res, body := exchange(t, url, request("POST", chatPath, headers, "{}"))
		if got := res.Header.Get("Www-Authenticate"); res.StatusCode != 401 || got != `Bearer realm="OpenAI API"` {
			t.Errorf("%q: status %d, challenge %q: %s", headers, res.StatusCode, got, body)
		}
	}
}

// TestOpenRouter_Embeddings checks OpenRouter's path of embeddings and its errors.
func TestOpenRouter_Embeddings(t *testing.T) {
	url := serve(t, fast.Config{})
	var a struct {
		Object string
		Data   []struct{ Embedding []float64 }
	}
	postJSON(t, url+"/api/v1/embeddings", `{"model":"m","input":["a","b"],"dimensions":8}`, &a)
	if a.Object != "list" || len(a.Data) != 2 || len(a.Data[1].Embedding) != 8 {
		t.Errorf("answered %+v", a)
	}
	if status, body := post(t, url+"/api/v1/embeddings", `{}`); status != 400 || !strings.Contains(string(body), `"code":400`) {
		t.Errorf("without input: status %d: %s", status, body)
	}
	scrape(t, url).wants(t, `requests_total{endpoint="/api/v1/embeddings",status="200"} 1`)
}
