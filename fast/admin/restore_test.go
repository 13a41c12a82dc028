package admin_test

import (
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
)

// TestReply checks that answers say the text of reply and no other, until it is taken back.
func TestReply(t *testing.T) {
	api, control := serve(t)
	f := func(method, body, want string) {
		t.Helper()
		status, got, _ := ask(t, method, control+"reply", body)
		if status != 200 || strings.TrimSpace(got) != want {
			t.Errorf("%s %q: status %d: %s, want %s", method, body, status, got, want)
		}
	}
	says := func(want bool) {
		t.Helper()
		_, answer, _ := ask(t, "POST", api+"/v1/chat/completions", `{"max_tokens":1}`)
		if strings.Contains(answer, `"content":"exactly \"this\""`) != want {
			t.Errorf("the reply is said: %v, want %v: %s", !want, want, answer)
		}
	}
	f("GET", "", `{"reply":null}`)
	f("POST", `exactly "this"`, `{"reply":"exactly \"this\""}`)
	says(true)
	f("GET", "", `{"reply":"exactly \"this\""}`)
	if status, body, _ := ask(t, "POST", control+"reply", "\xff"); status != 400 || !strings.Contains(body, "UTF-8") {
		t.Errorf("status %d: %s", status, body)
	}
	says(true)
	f("DELETE", "", `{"reply":null}`)
	says(false)
	f("POST", `exactly "this"`, `{"reply":"exactly \"this\""}`)
	ask(t, "POST", control+"reset", "")
	f("GET", "", `{"reply":null}`)
	says(false)
}

// TestRestore changes all that can be changed and takes it back at once. The settings that
// config showed before can be set again.
func TestRestore(t *testing.T) {
	api, control := serveAs(t, fast.Config{
		Timing:      fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Millisecond}}},
		Limits:      fast.Limits{RPM: 1000},
		Observation: fast.Observation{Control: admin.New, Journal: journal.New(nil)},
	})
	do := func(method, path, body string, want int) string {
		t.Helper()
		status, answer, _ := ask(t, method, control+path, body)
		if status != want {
			t.Errorf("%s %s: status %d: %s", method, path, status, answer)
		}
		return answer
	}
	state := func() string {
		t.Helper()
		return do("GET", "config", "", 200) + do("GET", "scenario", "", 200) + do("GET", "reply", "", 200) + do("GET", "fixtures", "", 200)
	}
	before := state()
	do("PATCH", "config", `{"ttft":"2ms","token-mean":9,"rpm":7,"max-concurrency":3,"max-queue":2,"fault":["stall=0.25"],"quirk":["crlf=1"]}`, 200)
	do("POST", "scenario", "outage", 200)
	do("POST", "reply", "exactly this", 200)
	do("POST", "fixtures", `{"match":{"user":"a"},"answer":{"text":"b"}}`, 201)
	do("POST", "next", `{"count":9,"fault":"reset"}`, 204)
	changed, settings := state(), do("GET", "config", "", 200)
	do("POST", "restore", "", 204)
	if got := state(); got != before {
		t.Errorf("restored to\n%s\nwant\n%s", got, before)
	}
	if status, _, header := ask(t, "POST", api+"/v1/chat/completions", `{}`); status != 200 || header.Get("X-Ratelimit-Remaining-Requests") != "999" {
		t.Errorf("status %d, %s requests left", status, header.Get("X-Ratelimit-Remaining-Requests"))
	}
	do("PATCH", "config", settings, 200)
	do("POST", "scenario", "outage", 200)
	do("POST", "reply", "exactly this", 200)
	do("POST", "fixtures", `{"match":{"user":"a"},"answer":{"text":"b"}}`, 201)
	if got := state(); strings.Replace(got, `added-2`, `added-1`, 1) != changed {
		t.Errorf("set again to\n%s\nwant\n%s", got, changed)
	}
}
