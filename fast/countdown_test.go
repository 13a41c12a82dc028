package fast

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goccy/go-json"
	"github.com/valyala/fasthttp"

	"mock-openai/fast/pace"
	"mock-openai/pool"
)

// handClock is a clock that stands still until it is set.
type handClock struct{ at atomic.Int64 }

func (c *handClock) set(d time.Duration) { c.at.Store(int64(d)) }

// newLimited returns a handler whose limits use the clock. Its answers are as long as
// max_tokens allows.
func newLimited(t testing.TB, c Config) (fasthttp.RequestHandler, *handClock) {
	t.Helper()
	c.Answers.Tokens = pool.Sampler{Mean: 1024}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	clock := new(handClock)
	s.limits.perMinute.Load().Now = func() pace.Instant { return pace.Instant(clock.at.Load()) }
	return s.Handler(), clock
}

// ask makes a POST, or a GET if body is empty, and returns the headers as a client gets
// them.
func ask(t testing.TB, handler fasthttp.RequestHandler, path, key, body string) (http.Header, int, []byte) {
	t.Helper()
	var request fasthttp.Request
	request.SetRequestURI(path)
	if body != "" {
		request.Header.SetMethod(fasthttp.MethodPost)
		request.SetBodyString(body)
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	var ctx fasthttp.RequestCtx
	ctx.Init(&request, nil, nil)
	handler(&ctx)
	headers := http.Header{}
	lines := strings.Split(ctx.Response.Header.String(), "\r\n")
	for _, line := range lines[1 : len(lines)-2] {
		name, value, _ := strings.Cut(line, ": ")
		headers.Add(name, value)
	}
	return headers, ctx.Response.StatusCode(), ctx.Response.Body()
}

// standing returns what the headers say about requests and tokens.
func standing(h http.Header) string {
	var s []string
	for _, kind := range []string{"Requests", "Tokens"} {
		for _, what := range []string{"Limit", "Remaining", "Reset"} {
			s = append(s, strings.Join(h.Values("X-Ratelimit-"+what+"-"+kind), "+"))
		}
	}
	return strings.Join(s, " ")
}

func TestLimits_CountDown(t *testing.T) {
	handler, clock := newLimited(t, Config{Limits: Limits{RPM: 3, TPM: 600}})
	f := func(now time.Duration, path, body string, status int, want, retry string) {
		t.Helper()
		clock.set(now)
		headers, got, answer := ask(t, handler, path, "sk-1", body)
		if got != status || standing(headers) != want {
			t.Errorf("%s %s at %v: status %d, %s; want %d, %s: %s", path, body, now, got, standing(headers), status, want, answer)
		}
		if after := headers.Get("Retry-After") + " " + headers.Get("Retry-After-Ms"); after != retry {
			t.Errorf("%s %s at %v: try again after %q, want %q", path, body, now, after, retry)
		}
	}
	const chat, s = "/v1/chat/completions", time.Second
	tokens := func(prompt, answer int) string {
		return fmt.Sprintf(`{"max_tokens":%d,"messages":[{"role":"user","content":%q}]}`, answer, strings.Repeat("word", prompt))
	}
	f(0, "/health", "", 200, "     ", " ")
	f(0, "/v1/nowhere", "{}", 404, "     ", " ")
	f(0, "/v1/embeddings", "", 405, "     ", " ")
	f(0, chat, tokens(50, 50), 200, "3 2 20s 600 500 10s", " ")
	f(0, chat, tokens(10, 15), 200, "3 1 40s 600 475 12.5s", " ")
	f(0, chat, tokens(500, 10), 429, "3 0 1m0s 600 475 12.5s", "4 3500")
	f(0, chat, tokens(1, 1), 429, "3 0 1m0s 600 475 12.5s", "20 20000")
	f(1500*time.Millisecond, "/v1/models", "", 429, "3 0 58.5s 600 490 11s", "19 18500")
	f(20*s-1, "/v1/models", "", 429, "3 0 40.001s 600 600 0s", "1 1")
	f(20*s, "/v1/models", "", 200, "3 0 1m0s 600 600 0s", " ")
	f(60*s, "/v1/embeddings", `{"input":"12345678"}`, 200, "3 1 40s 600 598 200ms", " ")
	f(60*s, "/v1/moderations", `{"input":["1234","12345"]}`, 200, "3 0 1m0s 600 595 500ms", " ")
	f(120*s, "/v1/moderations", `{"input":[{"type":"text","text":"12345"}]}`, 200, "3 2 20s 600 598 200ms", " ")
	f(120*s, "/v1/responses", `{"input":"1234","max_output_tokens":20}`, 200, "3 1 40s 600 577 2.3s", " ")
	f(120*s, "/v1/completions", `{"stream":true,"prompt":"1234","max_tokens":10,"n":2}`, 200, "3 0 1m0s 600 556 4.4s", " ")
	f(180*s, chat, "not JSON", 400, "3 2 20s 600 600 0s", " ")
	f(180*s, "/api/v1/chat/completions", tokens(700, 1), 429, "3 1 40s 600 600 0s", " ")
	f(180*s, "/api/v1/models", "", 200, "3 0 1m0s 600 600 0s", " ")

	headers, status, _ := ask(t, handler, chat, "sk-2", `{"max_tokens":1}`)
	if want := "3 2 20s 600 599 100ms"; status != 200 || standing(headers) != want {
		t.Errorf("another key: status %d, %s; want %s", status, standing(headers), want)
	}
}

// TestLimits_Total checks a limit that keys share. The headers tell the nearer limit.
func TestLimits_Total(t *testing.T) {
	handler, _ := newLimited(t, Config{Limits: Limits{RPM: 2, RPMTotal: 3, TPMTotal: 100}})
	f := func(key string, status int, want string) {
		t.Helper()
		if headers, got, _ := ask(t, handler, "/v1/chat/completions", key, `{"max_tokens":10}`); got != status || standing(headers) != want {
			t.Errorf("key %s: status %d, %s; want %d, %s", key, got, standing(headers), status, want)
		}
	}
	f("a", 200, "2 1 30s 100 90 6s")
	f("a", 200, "2 0 1m0s 100 80 12s")
	f("a", 429, "2 0 1m0s 100 80 12s")
	f("b", 200, "3 0 1m0s 100 70 18s")
	f("b", 429, "3 0 1m0s 100 70 18s")
	f("", 429, "3 0 1m0s 100 70 18s")
}

func TestLimits_Messages(t *testing.T) {
	handler, _ := newLimited(t, Config{Limits: Limits{RPM: 3, TPM: 100}, Answers: Answers{Models: []string{"first"}}})
	f := func(path, body, kind, message string) {
		t.Helper()
		_, status, answer := ask(t, handler, path, "", body)
		var e struct {
			Error struct{ Message, Type, Code any }
		}
		if err := json.Unmarshal(answer, &e); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		if status != 429 || e.Error.Type != kind || e.Error.Code != "rate_limit_exceeded" || e.Error.Message != message {
			t.Errorf("%s: status %d: %s", body, status, answer)
		}
	}
	const more = " Visit https://platform.openai.com/account/rate-limits to learn more."
	f("/v1/completions", `{"model":"m","prompt":"","max_tokens":101}`, "tokens", "Request too large for m in organization org-mock on tokens per min (TPM): "+
		"Limit 100, Requested 101. The input or output tokens must be reduced in order to run successfully."+more)
	if _, status, body := ask(t, handler, "/v1/completions", "", `{"max_tokens":91}`); status != 200 {
		t.Fatalf("status %d: %s", status, body)
	}
	f("/v1/chat/completions", `{"max_tokens":14}`, "tokens", "Rate limit reached for first in organization org-mock on tokens per min (TPM): "+
		"Limit 100, Used 91, Requested 14. Please try again in 3s."+more)
	const requests = " in organization org-mock on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s." + more
	f("/v1/chat/completions", `{"model":"gpt-\"4\u00e9"}`, "requests", `Rate limit reached for gpt-"4é`+requests)
	f("/v1/chat/completions", `{"model":4}`, "requests", "Rate limit reached for first"+requests)
	f("/v1/chat/completions", `not JSON`, "requests", "Rate limit reached for first"+requests)
}

// TestLimits_Concurrent sends from many goroutines at one instant. Exactly as many as the
// limit allows pass, and each is told a different remainder.
func TestLimits_Concurrent(t *testing.T) {
	const goroutines, each, allowed = 16, 50, 500
	f := func(c Config, header string) {
		t.Helper()
		handler, _ := newLimited(t, c)
		var told [allowed]atomic.Int64
		var wait sync.WaitGroup
		for g := range goroutines {
			wait.Go(func() {
				for range each {
					headers, status, _ := ask(t, handler, "/v1/embeddings", strconv.Itoa(g%4), `{"input":"1"}`)
					if status == 200 {
						left, _ := strconv.Atoi(headers.Get(header))
						told[left].Add(1)
					}
				}
			})
		}
		wait.Wait()
		for left := range told {
			if n := told[left].Load(); n != 1 {
				t.Errorf("%s: %d told %d times", header, left, n)
			}
		}
	}
	f(Config{Limits: Limits{RPMTotal: allowed}}, "X-Ratelimit-Remaining-Requests")
	f(Config{Limits: Limits{TPMTotal: allowed}}, "X-Ratelimit-Remaining-Tokens")
}
