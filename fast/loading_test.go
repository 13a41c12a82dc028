package fast_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

func TestStartupDelay(t *testing.T) {
	began := time.Now()
	const delay = 300 * time.Millisecond
	url := serve(t, fast.Config{Timing: fast.Timing{StartupDelay: fast.StartupDelay{Health: delay, Models: delay, Inference: delay}}})
	for {
		res, err := http.Get(url + "/health")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			if since := time.Since(began); since < delay {
				t.Errorf("healthy after %v", since)
			}
			return
		}
		if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") != "1" {
			t.Fatalf("status %d, retry after %q", res.StatusCode, res.Header.Get("Retry-After"))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestStartupDelay_Stages wants each kind of endpoint to have a delay of its own, and the
// error of its dialect until then.
func TestStartupDelay_Stages(t *testing.T) {
	const health, models, inference = "/health /metrics /version /api/version",
		"/v1/models /v1/models/gpt-4o /api/v1/models /openai/v1/models /v1beta/models /api/tags",
		"/v1/responses/resp_none /nowhere"
	f := func(d fast.StartupDelay, ready string) {
		t.Helper()
		url := serve(t, fast.Config{Timing: fast.Timing{StartupDelay: d}})
		for _, path := range strings.Fields(health + " " + models + " " + inference) {
			wait := strings.Contains(" "+ready+" ", " "+path+" ")
			for {
				res, _ := exchange(t, url, request("GET", path, "", ""))
				if wait && res.StatusCode == http.StatusServiceUnavailable {
					time.Sleep(time.Millisecond)
					continue
				}
				if !wait && res.StatusCode != http.StatusServiceUnavailable {
					t.Errorf("%+v: %s has status %d", d, path, res.StatusCode)
				}
				break
			}
		}
	}
	const soon, late = 20 * time.Millisecond, time.Hour
	f(fast.StartupDelay{Health: late, Models: late, Inference: late}, "")
	f(fast.StartupDelay{Health: soon, Models: late, Inference: late}, health)
	f(fast.StartupDelay{Models: soon, Inference: late}, health+" "+models)
	f(fast.StartupDelay{Models: late}, health+" "+inference)
	f(fast.StartupDelay{Inference: soon}, health+" "+models+" "+inference)

	url := serve(t, fast.Config{Timing: fast.Timing{StartupDelay: fast.StartupDelay{Health: late, Models: late, Inference: late}}})
	says := func(method, path, envelope string) {
		t.Helper()
		res, body := exchange(t, url, request(method, path, "", "{}"))
		if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), envelope) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
	says("GET", "/health", `{"error":{"message":"The model is still loading."`)
	says("GET", "/v1/models", `{"error":{"message":"The model is still loading."`)
	says("POST", "/v1/chat/completions", `"type":"server_error"`)
	says("POST", "/v1/messages", `{"type":"error",`)
	says("GET", "/v1beta/models", `"status":"UNAVAILABLE"`)
	says("POST", "/v2/chat", `"message":"The model is still loading."`)
	says("GET", "/api/tags", `{"error":"unexpected server status: llm server loading model"}`)
}
