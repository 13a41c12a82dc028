package admin_test

import (
	"net/http"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/journal"
)

// TestOnMain changes a server through its own port. It requires a key, is not recorded and
// is not open to pages of other origins.
func TestOnMain(t *testing.T) {
	j := journal.New(nil)
	api, _ := serveAs(t, fast.Config{Observation: fast.Observation{Control: admin.New, Journal: j}, Limits: fast.Limits{APIKeys: []string{"sk-1"}}, Transport: fast.Transport{CORS: true}})
	f := func(method, path, key string, want int) {
		t.Helper()
		req, err := http.NewRequest(method, api+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			req.Header.Set("Authorization", "Bearer "+key)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if origin := res.Header.Get("Access-Control-Allow-Origin"); res.StatusCode != want || origin != "" {
			t.Errorf("%s %s with %q: status %d, origin %q, want %d", method, path, key, res.StatusCode, origin, want)
		}
	}
	f("GET", "/_mock/config", "", 401)
	f("GET", "/_mock/config", "sk-2", 401)
	f("GET", "/_mock/config", "sk-1", 200)
	f("OPTIONS", "/_mock/config", "sk-1", 405)
	f("POST", "/_mock/reset", "", 401)
	f("POST", "/_mock/reset", "sk-1", 204)
	f("GET", "/_mock/nothing", "sk-1", 404)
	if n := len(j.Last()); n != 0 {
		t.Errorf("%d requests were recorded", n)
	}

	api, _ = serveAs(t, fast.Config{})
	f("GET", "/_mock/config", "", 404)
}
