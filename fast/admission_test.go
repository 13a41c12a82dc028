package fast_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

// endless is a configuration of paced streams that do not end during a test.
func endless(c fast.Config) fast.Config {
	c.Answers.Tokens, c.Answers.StreamTokensMax, c.Timing.ResponseDelay = pool.Sampler{Mean: 100_000}, 1, time.Millisecond
	return c
}

// awaitInFlight waits until that many requests are being answered and that many wait.
func awaitInFlight(s *fast.Server, answering, queued int) {
	for {
		if a, q := s.InFlight(); a == answering && q == queued {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

const streamRequest = `{"stream":true}`

// send writes a request for a chat on a connection of its own.
func send(t testing.TB, url, body string) net.Conn {
	t.Helper()
	conn := dial(t, url)
	io.WriteString(conn, request("POST", "/v1/chat/completions", "", body))
	return conn
}

func status(t testing.TB, conn net.Conn) (*http.Response, []byte) {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}

func TestAdmission(t *testing.T) {
	f := func(overload, want int, kind, code, message string) {
		t.Helper()
		s, url := start(t, endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 2, MaxQueue: 2, OverloadStatus: overload}}))
		streams := []net.Conn{send(t, url, streamRequest), send(t, url, streamRequest)}
		awaitInFlight(s, 2, 0)
		first := send(t, url, `{"max_tokens":1}`)
		awaitInFlight(s, 2, 1)
		second := send(t, url, streamRequest)
		awaitInFlight(s, 2, 2)

		res, body := exchange(t, url, request("POST", "/v1/embeddings", "", `{"input":"x"}`))
		envelope := fmt.Sprintf(`{"error":{"message":"%s","type":"%s","param":null,"code":%s}}`, message, kind, code)
		if res.StatusCode != want || string(body) != envelope {
			t.Errorf("one too many: status %d: %s; want %d: %s", res.StatusCode, body, want, envelope)
		}
		for _, path := range []string{"/health", "/v1/models", "/api/v1/models"} {
			if res, body := exchange(t, url, request("GET", path, "", "")); res.StatusCode != http.StatusOK {
				t.Errorf("GET %s: status %d: %s", path, res.StatusCode, body)
			}
		}

		streams[0].Close()
		if res, body := status(t, first); res.StatusCode != http.StatusOK {
			t.Errorf("after its turn came: status %d: %s", res.StatusCode, body)
		}
		awaitInFlight(s, 2, 0)
		streams[1].Close()
		awaitInFlight(s, 1, 0)
		second.Close()
		awaitInFlight(s, 0, 0)
	}
	f(0, 503, "server_error", "null", "The server is overloaded or not ready yet.")
	f(503, 503, "server_error", "null", "The server is overloaded or not ready yet.")
	f(429, 429, "requests", `"rate_limit_exceeded"`, "The engine is currently overloaded, please try again later.")
}

// TestAdmission_Returns checks that every kind of answer releases its slot, also when the
// client hangs up. The server has only one slot.
func TestAdmission_Returns(t *testing.T) {
	hangUps := map[string]func(net.Conn){
		"at the end":   func(c net.Conn) { io.Copy(io.Discard, c) },
		"at the begin": func(c net.Conn) { c.Read(make([]byte, 1)) },
		"at once":      func(net.Conn) {},
	}
	for _, delay := range []time.Duration{0, time.Millisecond} {
		s, url := start(t, fast.Config{Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 10}, Answers: fast.Answers{StreamTokensMax: 1, Tokens: pool.Sampler{Mean: 50_000}}, Timing: fast.Timing{ResponseDelay: delay}})
		f := func(path, version, body string, long bool) {
			t.Helper()
			for when, hangUp := range hangUps {
				sent := body
				if !long || when == "at the end" {
					sent = strings.Replace(body, "{", `{"max_tokens":20,"max_output_tokens":20,`, 1)
				}
				conn := dial(t, url)
				fmt.Fprintf(conn, "POST %s HTTP/%s\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", path, version, len(sent), sent)
				hangUp(conn)
				conn.Close()
				if status, answer := post(t, url+path, `{"max_tokens":1,"max_output_tokens":1,"input":"x"}`); status != http.StatusOK {
					t.Errorf("%s %s, hung up %s: the next gets %d: %s", path, body, when, status, answer)
				}
				awaitInFlight(s, 0, 0)
			}
		}
		for _, path := range []string{"/v1/chat/completions", "/v1/completions", "/v1/responses", "/api/v1/chat/completions", "/api/v1/completions"} {
			f(path, "1.1", `{"n":1}`, true)
			f(path, "1.1", `{"stream":true}`, true)
			f(path, "1.0", `{"stream":true}`, delay == 0)
			f(path, "1.1", `{"stream":1}`, false)
			f(path, "1.1", `nonsense`, false)
		}
		f("/v1/embeddings", "1.1", `{"input":"x"}`, false)
		f("/v1/moderations", "1.1", `{"input":"x"}`, false)
	}
}

// TestAdmission_Shutdown shuts down a server with a stream in flight and a request that
// waits for its slot. The stream continues and the request is refused.
func TestAdmission_Shutdown(t *testing.T) {
	s, url := start(t, endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 1, OverloadStatus: 429}}))
	stream := send(t, url, streamRequest)
	awaitInFlight(s, 1, 0)
	queued := send(t, url, `{}`)
	awaitInFlight(s, 1, 1)
	ended := make(chan error, 1)
	go func() { ended <- s.Shutdown(context.Background()) }()
	res, body := status(t, queued)
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), `"type":"server_error"`) {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	select {
	case err := <-ended:
		t.Errorf("shut down with a stream under way: %v", err)
	default:
	}
	stream.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	awaitInFlight(s, 0, 0)
}

// TestAdmission_ShutdownAfterChange shuts down a server whose limits have changed while a
// request waits under the old ones. The request is refused.
func TestAdmission_ShutdownAfterChange(t *testing.T) {
	s, url := start(t, endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 1}}))
	stream := send(t, url, streamRequest)
	awaitInFlight(s, 1, 0)
	queued := send(t, url, `{}`)
	awaitInFlight(s, 1, 1)
	if err := s.SetAllowance(fast.Allowance{MaxConcurrency: 2}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Shutdown(context.Background()) }()
	queued.SetReadDeadline(time.Now().Add(5 * time.Second))
	if res, body := status(t, queued); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	stream.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
