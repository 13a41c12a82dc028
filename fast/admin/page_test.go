package admin_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
)

// TestPage_Files checks that the page needs no key and loads nothing from elsewhere, and
// that the requests it makes do need one.
func TestPage_Files(t *testing.T) {
	config := fast.Config{Observation: fast.Observation{Control: admin.New, Journal: journal.New(nil)}, Limits: fast.Limits{APIKeys: []string{"sk-1"}}}
	api, control := serveAs(t, config)
	for _, base := range []string{control, api + "/_mock/"} {
		for path, kind := range map[string]string{"": "text/html", "page.js": "text/javascript", "chart.js": "text/javascript", "page.css": "text/css"} {
			for range 2 {
				status, body, header := ask(t, "GET", base+path, "")
				if status != 200 || !strings.HasPrefix(header.Get("Content-Type"), kind) || len(body) < 500 {
					t.Errorf("%s%s: status %d, type %s, %d bytes", base, path, status, header.Get("Content-Type"), len(body))
				}
				policy := header.Get("Content-Security-Policy")
				if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "http") || strings.Contains(policy, "unsafe") {
					t.Errorf("%s%s: policy %s", base, path, policy)
				}
				for _, source := range []string{`src="http`, `href="http`, "//cdn", "innerHTML", "eval("} {
					if strings.Contains(body, source) {
						t.Errorf("%s%s has %s", base, path, source)
					}
				}
			}
		}
		for _, path := range []string{"snapshot", "names", "config", "requests", "requests/x", "nothing"} {
			if status, body, _ := ask(t, "GET", base+path, ""); status != 401 || !strings.Contains(body, `"error"`) {
				t.Errorf("%s%s without a key: status %d: %s", base, path, status, body)
			}
		}
	}
}

// TestUnknown checks that unknown paths and methods are answered with the error envelope.
func TestUnknown(t *testing.T) {
	_, control := serve(t)
	f := func(method, path string, status int, message, allow string) {
		t.Helper()
		got, body, header := ask(t, method, control+path, "")
		var envelope struct {
			Error struct{ Message, Type string }
		}
		if err := json.Unmarshal([]byte(body), &envelope); err != nil || got != status || envelope.Error.Type != "invalid_request_error" {
			t.Errorf("%s %s: status %d, want %d: %s", method, path, got, status, body)
		}
		if envelope.Error.Message != message || header.Get("Allow") != allow {
			t.Errorf("%s %s: %q, allowed %q", method, path, envelope.Error.Message, header.Get("Allow"))
		}
	}
	f("GET", "nothing", 404, "There is no /_mock/nothing in the admin interface.", "")
	f("GET", "config/", 404, "There is no /_mock/config/ in the admin interface.", "")
	f("PUT", "config", 405, "Not allowed to PUT on /_mock/config.", "GET, HEAD, PATCH")
	f("GET", "requests/req_x", 404, "The request req_x is not among the last ones.", "")
}

// TestSnapshot checks the counts of a snapshot.
func TestSnapshot(t *testing.T) {
	api, control := serve(t)
	ask(t, "POST", control+"next", `{"count":3,"fault":"error:status=502"}`)
	ask(t, "POST", api+"/v1/chat/completions", `{"model":"m"}`)
	ask(t, "POST", control+"next", `{"count":2,"fault":"error:status=502"}`)
	ask(t, "POST", api+"/v1/chat/completions", `{"model":"m"}`)
	ask(t, "POST", control+"next", `{"count":0,"fault":"reset"}`)
	ask(t, "POST", api+"/v1/responses", `{"model":"n","stream":true,"max_output_tokens":20}`)
	var s struct {
		Failing  int
		Recorded bool
		Requests map[string]map[string]int
		Faults   map[string]int
		Events   int
		Phase    string
		CPU      float64 `json:"cpu_seconds"`
		Latest   []struct {
			ID, Model, Dialect, Path string
			Stream                   bool
			Status                   int
		}
		Times     map[string][]int
		Processor int `json:"processors"`
	}
	read := func() {
		t.Helper()
		_, body, _ := ask(t, "GET", control+"snapshot", "")
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
	}
	for read(); s.Events == 0; read() { // a stream is counted once it has been sent
		time.Sleep(time.Millisecond)
	}
	if s.Requests["/v1/chat/completions"]["502"] != 2 || s.Requests["/v1/responses"]["200"] != 1 || s.Faults["error"] != 2 || s.Failing != 0 || !s.Recorded || s.CPU <= 0 || s.Processor < 1 {
		t.Errorf("snapshot is %+v", s)
	}
	if first := s.Latest[0]; len(s.Latest) != 3 || first.Model != "n" || first.Dialect != "openai" || !first.Stream || first.Status != 200 || first.Path != "/v1/responses" {
		t.Errorf("latest are %+v", s.Latest)
	}
	var names struct {
		Scenarios, Profiles, Faults []string
		Bounds                      []float64
	}
	_, body, _ := ask(t, "GET", control+"names", "")
	if err := json.Unmarshal([]byte(body), &names); err != nil || !slices.Contains(names.Faults, "filtered-answer") || len(names.Scenarios) == 0 || len(names.Profiles) == 0 {
		t.Errorf("%v: %s", err, body)
	}
	if len(s.Times["ttft"]) != len(names.Bounds)+1 || len(s.Times["duration"]) != len(names.Bounds)+1 {
		t.Errorf("%d times for %d bounds", len(s.Times["ttft"]), len(names.Bounds))
	}
	ask(t, "POST", control+"next", `{"count":3,"fault":"reset"}`)
	if read(); s.Failing != 3 {
		t.Errorf("%d requests are to fail, want 3", s.Failing)
	}
}

// TestRequest checks that the recorded answer has the bytes that the client got, up to
// 16 KiB: in one piece, as a stream and as a paced stream.
func TestRequest(t *testing.T) {
	f := func(itl time.Duration, path, request string) {
		t.Helper()
		api, control := serveAs(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{ITL: latency.Spread{Mean: itl}}}, Observation: fast.Observation{Journal: journal.New(nil)}})
		status, body, header := ask(t, "POST", api+path, request)
		id := header.Get("X-Request-Id")
		_, text, _ := ask(t, "GET", control+"requests/"+id, "")
		var shown struct {
			Answer  string
			Kept    bool `json:"answer_kept"`
			Size    int  `json:"answer_size"`
			Request struct {
				ID, Body string
				Status   int
			}
		}
		if err := json.Unmarshal([]byte(text), &shown); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if !shown.Kept || shown.Size != len(body) || shown.Answer != body[:min(len(body), 16<<10)] {
			t.Errorf("%s: %d of %d bytes are kept, as %.200s for %.200s", request, len(shown.Answer), len(body), shown.Answer, body)
		}
		if shown.Request.ID != id || shown.Request.Status != status || shown.Request.Body != request {
			t.Errorf("%s: request is %+v", request, shown.Request)
		}
	}
	f(0, "/v1/chat/completions", `{}`)
	f(0, "/v1/chat/completions", `{"stream":true}`)
	f(0, "/v1/chat/completions", `{"n":0}`)
	f(0, "/v1/responses", `{"stream":true}`)
	f(0, "/v1/embeddings", `{"input":"a"}`)
	f(0, "/v1/chat/completions", `{"n":100,"max_tokens":200}`)
	f(time.Microsecond, "/v1/chat/completions", `{"stream":true,"max_tokens":40}`)
}

// TestBrowser checks that only browsers that open / get a link to the page.
func TestBrowser(t *testing.T) {
	page := func(url, accept string) (status int, body, kind string) {
		t.Helper()
		req, err := http.NewRequest("GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if accept != "" {
			req.Header.Set("Accept", accept)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text := make([]byte, 4096)
		n, _ := res.Body.Read(text)
		return res.StatusCode, string(text[:n]), res.Header.Get("Content-Type")
	}
	f := func(o fast.Observation, path, accept, kind, want string) {
		t.Helper()
		api, _ := serveAs(t, fast.Config{Observation: o})
		status, body, got := page(api+path, accept)
		wantStatus := 404
		if kind == "text/plain" {
			wantStatus = 200
		}
		if status != wantStatus || !strings.HasPrefix(got, kind) || !strings.Contains(body, want) {
			t.Errorf("%s as %s: status %d, %s: %s", path, accept, status, got, body)
		}
	}
	const browser = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
	f(fast.Observation{Control: admin.New}, "/", browser, "text/html", `href="/_mock/"`)
	f(fast.Observation{PageURL: "http://a/?<b>"}, "/", browser, "text/html", `href="http://a/?&lt;b&gt;"`)
	f(fast.Observation{}, "/", browser, "text/html", `--admin`)
	f(fast.Observation{Control: admin.New}, "/", "", "text/plain", "Ollama is running")
	f(fast.Observation{Control: admin.New}, "/", "*/*", "text/plain", "Ollama is running")
	f(fast.Observation{Control: admin.New}, "/v1", browser, "application/json", `"error"`)
}
