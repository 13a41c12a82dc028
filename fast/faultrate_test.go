package fast_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/fault"
)

// statusesOf makes n requests and returns how their answers begin.
func statusesOf(t *testing.T, c fast.Config, n int) []string {
	t.Helper()
	handler := handlerOf(t, c)
	var all []string
	ctx := newRequest("POST", "/v1/chat/completions", `{"max_tokens":1,"seed":1}`)
	for range n {
		ctx.Response.Reset()
		handler(ctx)
		kind := fmt.Sprint(ctx.Response.StatusCode())
		if strings.HasPrefix(string(ctx.Response.Header.ContentType()), "text/html") {
			kind = "html"
		}
		all = append(all, kind)
	}
	return all
}

// TestFaults_Rates checks the rates of faults. With the same seed of the server the same
// requests must fail, whatever their own seeds.
func TestFaults_Rates(t *testing.T) {
	const requests = 20_000
	seed := uint64(7)
	c := fast.Config{Answers: fast.Answers{Seed: &seed}, Faults: fast.Faults{Plan: append(fault.Errors(0.1, 429, 503), fault.Rated{Spec: fault.Default(fault.WrongContentType), Rate: 0.2})}}
	all := statusesOf(t, c, requests)
	got := map[string]int{}
	for _, kind := range all {
		got[kind]++
	}
	for kind, rate := range map[string]float64{"429": 0.05, "503": 0.05, "html": 0.2, "200": 0.7} {
		want, deviation := rate*requests, math.Sqrt(requests*rate*(1-rate))
		if math.Abs(float64(got[kind])-want) > 5*deviation {
			t.Errorf("%d times %s, want %g ± %g", got[kind], kind, want, deviation)
		}
	}
	if again := statusesOf(t, c, requests); strings.Join(again, " ") != strings.Join(all, " ") {
		t.Error("another run with the same seed has other faults")
	}
}

// TestFailFirst checks that sessions are told apart by name, or else by key.
func TestFailFirst(t *testing.T) {
	url := serve(t, fast.Config{Faults: fast.Faults{FailFirst: fast.FailFirst{N: 1}}})
	f := func(session, key string, want int) {
		t.Helper()
		req, _ := http.NewRequest("POST", url+"/v1/chat/completions", strings.NewReader(`{}`))
		req.Header.Set("X-Mock-Session", session)
		if key != "" {
			req.Header.Set("Authorization", "Bearer "+key)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("session %q, key %q: status %d, want %d", session, key, res.StatusCode, want)
		}
	}
	f("a", "k", 503)
	f("a", "k", 200)
	f("b", "k", 503)
	f("", "k", 503)
	f("", "k", 200)
	f("", "l", 503)
	f("", "", 503)
	f("", "", 200)
	f("a", "l", 200)
}
