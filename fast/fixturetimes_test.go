package fast

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// TestFixtures_Chunks checks that each chunk is an event of the stream, and that its delay
// passes before it.
func TestFixtures_Chunks(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {user: hi}
    answer: {chunks: [{text: Hel, delay: 5ms}, lo, {text: ", wörld! It is a long one", delay: 10ms}]}
  - match: {user: size}
    answer: {text: "abcdefghijé", chunk-size: 5}
`)
	delta := regexp.MustCompile(`"delta":\{"content":"([^"]+)"`)
	f := func(members, want string, least time.Duration) {
		t.Helper()
		r := row{path: "/v1/chat/completions", members: `"stream":true,"stream_options":{"include_usage":true},` + members}
		began := time.Now()
		_, body := r.ask(handler, "gpt-4o")
		took := time.Since(began)
		var got []string
		for _, m := range delta.FindAllStringSubmatch(string(body), -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, "|") != want || took < least {
			t.Errorf("%q in %v, want %q in %v", got, took, want, least)
		}
		if tokens := (len([]rune(strings.Join(got, ""))) + 3) / 4; !strings.Contains(string(body), fmt.Sprintf(`"completion_tokens":%d`, tokens)) {
			t.Errorf("not %d tokens: %s", tokens, body)
		}
	}
	f(askHi, "Hel|lo|, wörld! It is a long one", 15*time.Millisecond)
	f(`"messages":[{"role":"user","content":"size"}]`, "abcde|fghij|é", 0)
	r := row{path: "/v1/chat/completions", members: askHi}
	began := time.Now()
	if r.ask(handler, "gpt-4o"); time.Since(began) < 15*time.Millisecond {
		t.Error("an answer in one piece does not wait for its chunks")
	}
}

// TestFixtures_Times wants times to be exact, whatever is random in the profile.
func TestFixtures_Times(t *testing.T) {
	s, _ := withFixtures(t, Config{}, "fixtures: [{answer: {text: Yes it is, settings: {ttft: 3ms, itl: 2ms}}}]")
	p := s.Profile()
	p.Latency.TTFT.Mean, p.Latency.TTFT.Stddev, p.Latency.Jitter = time.Hour, time.Hour/4, time.Hour
	if err := s.SetProfile(p); err != nil {
		t.Fatal(err)
	}
	r := row{path: "/v1/chat/completions", members: askHi}
	began := time.Now()
	if _, body := r.ask(s.Handler(), "gpt-4o"); !strings.Contains(string(body), "Yes it is") || time.Since(began) < 7*time.Millisecond {
		t.Errorf("after %v: %s", time.Since(began), body)
	}
}

// TestFixtures_EchoTimes wants an echo in one piece to take as long as its stream, and a
// completion to echo each of its prompts.
func TestFixtures_EchoTimes(t *testing.T) {
	_, handler := withFixtures(t, Config{}, "fixtures: [{answer: {echo: true, settings: {itl: 2ms}}}]")
	f := func(path, members string, want ...string) {
		t.Helper()
		r := row{path: path, members: members}
		began := time.Now()
		_, body := r.ask(handler, "gpt-4o")
		if took := time.Since(began); took < 8*time.Millisecond {
			t.Errorf("%s %s took only %v", path, members, took)
		}
		for _, said := range want {
			if !strings.Contains(string(body), said) {
				t.Errorf("%s %s: no %q in %s", path, members, said, body)
			}
		}
	}
	f("/v1/chat/completions", `"messages":[{"role":"user","content":"five tokens, here and"}]`, "five tokens, here and")
	f("/v1/chat/completions", `"stream":true,"messages":[{"role":"user","content":"five tokens, here and"}]`)
	f("/v1/completions", `"prompt":["five tokens, here and","five others are in here"]`, "five tokens, here and", "five others are in here", `"completion_tokens":12`)
}

// TestFixtures_Resumed wants the stream of a kept response to be the fixture's answer again.
func TestFixtures_Resumed(t *testing.T) {
	_, handler := withFixtures(t, Config{}, "fixtures: [{match: {user: hi}, times: 1, answer: {chunks: [Pa, ris]}}]")
	r := row{path: "/v1/responses", members: `"stream":true,` + `"input":"hi there"`}
	_, first := r.ask(handler, "gpt-4o")
	id := regexp.MustCompile(`resp_\w+`).FindString(string(first))
	var ctx fasthttp.RequestCtx
	var req fasthttp.Request
	req.SetRequestURI("/v1/responses/" + id + "?stream=true")
	ctx.Init(&req, nil, nil)
	handler(&ctx)
	if again := ctx.Response.Body(); string(again) != string(first) {
		t.Errorf("%s\nis not\n%s", again, first)
	}
}
