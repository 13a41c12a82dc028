package fast_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// always returns a plan that injects spec into every answer.
func always(t testing.TB, spec string) fault.Plan {
	t.Helper()
	parsed, err := fault.Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	return fault.Plan{{Spec: parsed, Rate: 1}}
}

// troubled serves answers of 40 tokens in events of 10 with one fault. A stream has a
// role, 4 pieces of text, a finish and [DONE].
func troubled(t testing.TB, spec string, delay time.Duration) (*fast.Server, string) {
	t.Helper()
	return start(t, fast.Config{
		Faults: fast.Faults{Plan: always(t, spec)}, Timing: fast.Timing{ResponseDelay: delay},
		Answers: fast.Answers{Tokens: pool.Sampler{Mean: 40}, StreamTokensMin: 10, StreamTokensMax: 10},
	})
}

// paces are the delays of an unpaced and a paced stream.
var paces = []time.Duration{0, time.Microsecond}

// wholeRequests are requests to every endpoint whose answers may have faults.
var wholeRequests = map[string]string{
	"/v1/chat/completions":     `{}`,
	"/v1/completions":          `{}`,
	"/v1/responses":            `{}`,
	"/v1/messages":             `{}`,
	"/v1/embeddings":           `{"input":"a"}`,
	"/v1/moderations":          `{"input":"a"}`,
	"/api/v1/chat/completions": `{}`,
	"/api/v1/completions":      `{}`,
}

// streamPaths are the endpoints that stream.
var streamPaths = []string{"/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages", "/api/v1/chat/completions", "/api/v1/completions"}

func rawRequest(path, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// everything sends a request and reads until the connection ends. It returns how it ended.
func everything(t testing.TB, url, path, body string) ([]byte, error) {
	t.Helper()
	c := dial(t, url)
	if _, err := io.WriteString(c, rawRequest(path, body)); err != nil {
		t.Fatal(err)
	}
	return io.ReadAll(c)
}

// headOf splits what came into headers and body.
func headOf(t testing.TB, answer []byte) (head, body string) {
	t.Helper()
	head, body, ok := strings.Cut(string(answer), "\r\n\r\n")
	if !ok {
		t.Fatalf("no headers in %q", answer)
	}
	return head, body
}

func TestFault_Error(t *testing.T) {
	f := func(status int, kind, code, retryAfter, retryAfterMS string) {
		t.Helper()
		s, url := start(t, fast.Config{Faults: fast.Faults{Plan: fault.Errors(1, status)}})
		requests := 0
		ask := func(path, body string) {
			t.Helper()
			requests++
			res, err := http.Post(url+path, "", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			var e struct {
				Error struct {
					Message, Type string
					Code          any
				}
			}
			if err := json.NewDecoder(res.Body).Decode(&e); err != nil || res.StatusCode != status || e.Error.Message == "" || res.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s: status %d, %v, %+v", path, res.StatusCode, err, e)
			}
			if path == messagesPath {
				if e.Error.Type == "" { // TestMessages_Errors knows which
					t.Errorf("%s: %+v", path, e)
				}
			} else if strings.HasPrefix(path, "/api") {
				if e.Error.Code != float64(status) {
					t.Errorf("%s: %+v", path, e)
				}
			} else if got, _ := e.Error.Code.(string); e.Error.Type != kind || got != code {
				t.Errorf("%s: %+v", path, e)
			}
			if got := res.Header.Get("Retry-After"); got != retryAfter || res.Header.Get("Retry-After-Ms") != retryAfterMS {
				t.Errorf("%s: retry after %q, %q", path, got, res.Header.Get("Retry-After-Ms"))
			}
		}
		for path, body := range wholeRequests {
			ask(path, body)
		}
		for _, path := range streamPaths {
			ask(path, `{"stream":true}`)
		}
		if n := s.FaultCounts().Of(fault.Error); n != uint64(requests) {
			t.Errorf("%d errors counted, %d requests", n, requests)
		}
	}
	f(429, "requests", "rate_limit_exceeded", "1", "1000")
	f(500, "server_error", "", "", "")
	f(503, "server_error", "", "", "")
	f(599, "server_error", "", "", "")
	f(401, "invalid_request_error", "invalid_api_key", "", "")
	f(403, "request_forbidden", "unsupported_country_region_territory", "", "")
	f(404, "invalid_request_error", "model_not_found", "", "")
	f(408, "invalid_request_error", "", "", "")
	f(409, "invalid_request_error", "", "", "")
	f(418, "invalid_request_error", "", "", "")
}

func TestFault_RetryAfter(t *testing.T) {
	_, url := troubled(t, "error:status=503,for=1500ms", 0)
	res, err := http.Post(url+"/v1/chat/completions", "", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if s, ms := res.Header.Get("Retry-After"), res.Header.Get("Retry-After-Ms"); s != "2" || ms != "1500" {
		t.Errorf("retry after %q s, %q ms", s, ms)
	}
}

func TestFault_Reset(t *testing.T) {
	for _, delay := range paces {
		_, url := troubled(t, "reset", delay)
		f := func(path, body string) {
			t.Helper()
			if got, err := everything(t, url, path, body); len(got) > 0 || !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%s: %v after %q", path, err, got)
			}
		}
		for path, body := range wholeRequests {
			f(path, body)
		}
		for _, path := range streamPaths {
			f(path, `{"stream":true}`)
		}
	}
}

func TestFault_ResetMidstream(t *testing.T) {
	f := func(spec string, delay time.Duration, want int) {
		t.Helper()
		_, url := troubled(t, spec, delay)
		got, err := everything(t, url, "/v1/chat/completions", `{"stream":true}`)
		head, body := headOf(t, got)
		if strings.Contains(head, "Connection: close") {
			t.Errorf("%s: the reset is announced: %s", spec, head)
		}
		if n := strings.Count(body, "data: "); n != want || !errors.Is(err, syscall.ECONNRESET) || strings.HasSuffix(body, "0\r\n\r\n") {
			t.Errorf("%s: %d events, want %d, %v: %q", spec, n, want, err, body)
		}
	}
	for _, delay := range paces {
		f("reset-midstream:at=0", delay, 0)
		f("reset-midstream:after=1", delay, 1)
		f("reset-midstream:after=3", delay, 3)
		f("reset-midstream", delay, 3) // half of 4 pieces and 3 other events
		f("reset-midstream:after=100", delay, 7)
	}
	_, url := troubled(t, "reset-midstream", 0)
	for path, body := range wholeRequests {
		got, err := everything(t, url, path, body)
		head, body := headOf(t, got)
		var length int
		fmt.Sscanf(head[strings.Index(head, "Content-Length:"):], "Content-Length: %d", &length)
		if len(body) != length/2 || length == 0 || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: %d of %d bytes, %v", path, len(body), length, err)
		}
	}
}

func TestFault_StallForATime(t *testing.T) {
	const wait = 20 * time.Millisecond
	for _, delay := range paces {
		_, url := troubled(t, "stall:for=20ms", delay)
		f := func(path, body string) {
			t.Helper()
			start := time.Now()
			got, err := everything(t, url, path, body)
			if took := time.Since(start); err != nil || took < wait {
				t.Errorf("%s: %v after %v", path, err, took)
			}
			if _, err := io.ReadAll(bodyOf(t, got)); err != nil {
				t.Errorf("%s: %v in %q", path, err, got)
			}
		}
		for path, body := range wholeRequests {
			f(path, body)
		}
		for _, path := range streamPaths {
			f(path, `{"stream":true}`)
		}
	}
}

// bodyOf parses an answer, of which nothing but the body is left to read.
func bodyOf(t testing.TB, answer []byte) io.Reader {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res.Body
}

// TestFault_StallUntilHangUp checks that endless stalls end when the client leaves, and
// that Shutdown, at the end of the test, ends those of clients that stay.
func TestFault_StallUntilHangUp(t *testing.T) {
	f := func(spec, path, body, want string) {
		t.Helper()
		s, url := troubled(t, spec, 0)
		c := dial(t, url)
		io.WriteString(c, rawRequest(path, body))
		for got := ""; !strings.Contains(got, want); {
			var b [512]byte
			n, err := c.Read(b[:])
			if got += string(b[:n]); err != nil {
				t.Fatalf("%s: %v after %q", spec, err, got)
			}
		}
		if n := s.HangUps(); n != 0 {
			t.Errorf("%s: %d hang-ups before the first", spec, n)
		}
		c.Close()
		for s.HangUps() != 1 {
			time.Sleep(time.Millisecond)
		}
		io.WriteString(dial(t, url), rawRequest(path, body)) // and stays
		for s.FaultCounts().Of(fault.Stall) != 2 {
			time.Sleep(time.Millisecond)
		}
	}
	f("stall:after=2", "/v1/chat/completions", `{"stream":true}`, `"delta":{"content":`)
	f("stall", "/v1/embeddings", `{"input":"a","dimensions":8}`, `"embedding":[`) // short: sent in one piece, then it stalls
	f("stall:at=0", "/v1/moderations", `{"input":"a"}`, "")
	f("stall:at=0", "/v1/responses", `{"stream":true}`, "")
}

func TestFault_SlowHeaders(t *testing.T) {
	const over = 30 * time.Millisecond
	_, url := troubled(t, "slow-headers:for=30ms", 0)
	f := func(path, body string) {
		t.Helper()
		c := dial(t, url)
		start := time.Now()
		io.WriteString(c, rawRequest(path, body))
		var first [256]byte
		n, err := c.Read(first[:])
		if err != nil || !strings.HasPrefix("HTTP/1.1 200 OK\r\n", string(first[:min(n, 17)])) {
			t.Fatalf("%s: %q, %v", path, first[:n], err)
		}
		rest, err := io.ReadAll(c)
		if took := time.Since(start); err != nil || took < over {
			t.Errorf("%s: %v after %v", path, err, took)
		}
		if _, err := io.ReadAll(bodyOf(t, append(first[:n:n], rest...))); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	f("/v1/chat/completions", `{}`)
	f("/v1/chat/completions", `{"stream":true}`)
	f("/v1/embeddings", `{"input":["a","b","c"]}`)
}

func TestFault_OneSegment(t *testing.T) {
	for _, delay := range paces {
		_, url := troubled(t, "one-segment", delay)
		c := dial(t, url)
		io.WriteString(c, rawRequest("/v1/chat/completions", `{"stream":true}`))
		all := make([]byte, 64<<10)
		n, err := c.Read(all)
		if err != nil || !bytes.HasSuffix(all[:n], []byte("\r\n0\r\n\r\n")) {
			t.Errorf("delay %v: %v after %q", delay, err, all[:n])
		}
	}
}

// TestFault_KeepsConnection checks that faults of the content keep the connection open, and
// that those of the connection announce that it closes.
func TestFault_KeepsConnection(t *testing.T) {
	f := func(spec string, closes bool) {
		t.Helper()
		_, url := troubled(t, spec, 0)
		res, _ := exchange(t, url, rawRequest("/v1/chat/completions", `{"stream":true}`))
		if res.Close != closes {
			t.Errorf("%s: connection closes: %v", spec, res.Close)
		}
	}
	f("error", false)
	f("no-done", false)
	f("error-event", false)
	f("malformed-json", false)
	f("wrong-content-type", false)
	f("slow-headers:for=1ms", true)
	f("split-segments", true)
}

func TestFault_Config(t *testing.T) {
	f := func(c fast.Config, want string) {
		t.Helper()
		if _, err := fast.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q", err, want)
		}
	}
	f(fast.Config{Faults: fast.Faults{Plan: fault.Errors(2, 500)}}, "rate 2")
	f(fast.Config{Faults: fast.Faults{FailFirst: fast.FailFirst{N: -1}}}, "negative")
	f(fast.Config{Faults: fast.Faults{FailFirst: fast.FailFirst{N: 1, With: fault.Spec{Kind: fault.Error}}}}, "status")
}

// TestFault_ErrorOfStream wants an error in place of a stream to come at once, also over
// HTTP/1.0, where streams wait for their last event.
func TestFault_ErrorOfStream(t *testing.T) {
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Minute}}}})
	for _, version := range []string{"1.0", "1.1"} {
		asked := strings.Replace(request("POST", "/v1/chat/completions", "X-Mock-Fault: error:status=502\r\n", `{"stream":true}`), "HTTP/1.1", "HTTP/"+version, 1)
		began := time.Now()
		res, body := exchange(t, url, asked)
		if took := time.Since(began); res.StatusCode != 502 || took > 30*time.Second {
			t.Errorf("HTTP/%s: status %d after %v: %s", version, res.StatusCode, took, body)
		}
	}
}
