package mocktest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/mocktest"
)

// TestRequests filters what came.
func TestRequests(t *testing.T) {
	t.Parallel()
	m := mocktest.Start(t, mocktest.InMemory())
	for i, path := range []string{"/v1/chat/completions", "/v1/embeddings", "/v1/chat/completions?a=1", "/nowhere"} {
		body := fmt.Sprintf(`{"model":"m%d","input":"say %d"}`, i%2, i)
		req, err := http.NewRequest("POST", m.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Team", fmt.Sprint("team", i))
		req.Header.Set("Authorization", "Bearer sk-1")
		res, err := m.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	all := m.Requests()
	all.Await(4)
	f := func(name string, got mocktest.Requests, want ...int) {
		t.Helper()
		var teams, wants []string
		for _, r := range got.All() {
			teams = append(teams, r.Header("x-team"))
		}
		for _, i := range want {
			wants = append(wants, fmt.Sprint("team", i))
		}
		if fmt.Sprint(teams) != fmt.Sprint(wants) || got.Len() != len(want) {
			t.Errorf("%s: %v, want %v", name, teams, wants)
		}
	}
	f("all", all, 0, 1, 2, 3)
	f("path", all.Path("/v1/chat/completions"), 0, 2)
	f("model", all.Model("m1"), 1, 3)
	f("header", all.Header("X-TEAM", "team2"), 2)
	f("body", all.Body("say 3"), 3)
	f("status", all.Status(404), 3)
	f("both", all.Model("m0").Status(200), 0, 2)
	f("none", all.Model("m0").Model("m1"))
	var body struct{ Input string }
	if first := all.All()[0]; first.Decode(&body) != nil || body.Input != "say 0" || first.Header("authorization") != "(masked)" || first.Header("none") != "" {
		t.Errorf("%v: %v", first, body)
	}
}

// TestRequests_Await waits for what comes later.
func TestRequests_Await(t *testing.T) {
	t.Parallel()
	m := mocktest.Start(t, mocktest.InMemory())
	go func() {
		for range 3 {
			if res, err := m.Client().Post(m.BaseURL()+"/embeddings", "", strings.NewReader(`{"input":"a"}`)); err == nil {
				res.Body.Close()
			}
		}
	}()
	if got := m.Requests().Path("/v1/embeddings").Await(3); len(got) != 3 {
		t.Errorf("%d requests", len(got))
	}
}

// TestRequests_AwaitFails tells what came instead.
func TestRequests_AwaitFails(t *testing.T) {
	t.Parallel()
	failing := &failingTest{TB: t, ctx: t.Context()}
	m := mocktest.Start(failing, mocktest.InMemory())
	chat(t, m.Client(), m.URL, `{"model":"other"}`)
	func() {
		defer func() { recover() }()
		m.Requests().Path("/v1/chat/completions").Model("wanted").Await(2)
	}()
	for _, want := range []string{"0 of 2 requests came with path /v1/chat/completions and model wanted; 1 came in all", `POST /v1/chat/completions answered with 200: {"model":"other"}`} {
		if !strings.Contains(failing.said, want) {
			t.Errorf("%q does not say %q", failing.said, want)
		}
	}
}

// TestFailures fails tests that ask for what makes no sense.
func TestFailures(t *testing.T) {
	t.Parallel()
	f := func(want string, do func(failing *failingTest)) {
		t.Helper()
		failing := &failingTest{TB: t, ctx: t.Context()}
		func() {
			defer func() { recover() }()
			do(failing)
		}()
		if !strings.Contains(failing.said, want) {
			t.Errorf("%q does not say %q", failing.said, want)
		}
	}
	f("no fault is named", func(t *failingTest) { mocktest.Start(t, mocktest.Fault("explode=1")) })
	f("no quirk is named", func(t *failingTest) { mocktest.Start(t, mocktest.Quirk("explode=1")) })
	f("time to first token", func(t *failingTest) { mocktest.Start(t, mocktest.TTFT(-1)) })
	f("FailNext: no fault is named", func(t *failingTest) { mocktest.Start(t).FailNext(1, "explode") })
	f("Reply: ", func(t *failingTest) { mocktest.Start(t).Reply("\xff") })
}

// failingTest is a test that may fail: it ends with a panic that its caller recovers,
// and its deadline is near.
type failingTest struct {
	testing.TB
	ctx  context.Context
	said string
}

func (t *failingTest) Fatal(args ...any) {
	t.said = fmt.Sprint(args...)
	panic(t)
}

func (t *failingTest) Fatalf(format string, args ...any) { t.Fatal(fmt.Sprintf(format, args...)) }

func (t *failingTest) Deadline() (time.Time, bool) { return time.Now().Add(time.Second), true }
