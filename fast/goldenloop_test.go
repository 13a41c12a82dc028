package fast_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

// loopRequests are streams of every form, by name.
var loopRequests = []goldenRequest{
	{"chat", "POST", goldenChatPath, "", `{"stream":true,"n":2,"stream_options":{"include_usage":true},` + goldenMessages + `}`},
	{"tools", "POST", goldenChatPath, "", `{"stream":true,"tool_choice":"required",` + goldenTools + `,` + goldenMessages + `}`},
	{"completions", "POST", goldenTextPath, "", `{"stream":true,"prompt":["a","b"]}`},
	{"responses", "POST", goldenResponsesPath, "", `{"stream":true,"input":"a"}`},
	{"messages", "POST", messagesPath, "anthropic-version: 2023-06-01\r\n", `{"stream":true,"max_tokens":99,` + goldenMessages + `}`},
	{"ollama", "POST", goldenOllamaChatPath, "", `{` + goldenMessages + `}`},
	{"gemini's array", "POST", geminiArray, "", `{"contents":[]}`},
	{"gemini's events", "POST", geminiEvents, "", `{"contents":[]}`},
}

// TestGolden_Loop wants the same bytes of paced streams from the delivery loop as of streams
// that never wait, chunks and the end of the connection included: of whole streams, pipelined
// ones, and those with faults or quirks.
func TestGolden_Loop(t *testing.T) {
	t.Parallel()
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	c := fast.Config{
		Answers: fast.Answers{Deterministic: true, Tokens: pool.Sampler{Mean: 40, Stddev: 8}, StreamTokensMin: 3, StreamTokensMax: 7},
		Timing:  fast.Timing{ResponseDelay: 10 * time.Microsecond},
	}
	s, url := start(t, c)
	loop := address(url)
	c.Timing = fast.Timing{}
	atOnce := address(serve(t, c))

	headers := []string{""}
	for _, fault := range []string{
		"reset-midstream", "reset-midstream:after=2", "stall:after=2,for=1ms", "error-event", "error-event:after=1", "no-done",
		"malformed-json", "empty-choices", "huge-event:size=1000", "split-segments:for=0s", "one-segment",
	} {
		headers = append(headers, "X-Mock-Fault: "+fault+"\r\n")
	}
	for i, name := range quirk.Names() {
		if testing.Short() && i%8 > 0 { // under the race detector
			continue
		}
		headers = append(headers, "X-Mock-Quirk: "+name+"\r\n")
	}
	for _, q := range loopRequests {
		own := q.headers
		for _, header := range headers {
			q.headers = own + header
			equalAnswers(t, q.name+" "+header, answerTo(t, atOnce, q), answerTo(t, loop, q))
		}
		q.headers = own
		equalAnswers(t, q.name+" pipelined", pipelined(t, atOnce, q), pipelined(t, loop, q))
	}

	conn := connect(t, url)
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\nX-Mock-Ttft: 1h\r\nContent-Length: 15\r\n\r\n{\"stream\":true}", chatPath)
	for s.Looped() == 0 { // else all this compares a server with itself
		time.Sleep(time.Millisecond)
	}
}

func equalAnswers(t *testing.T, name string, want, got []byte) {
	t.Helper()
	fails := strings.Contains(name, "X-Mock-") // some do
	if !fails && !bytes.HasPrefix(got, []byte("HTTP/1.1 200 OK\r\n")) || !bytes.HasPrefix(got, []byte("HTTP/1.1 ")) || !bytes.Equal(got, want) {
		t.Errorf("%s:\n%q\nfrom the loop instead of\n%q", name, got, want)
	}
}

// pipelined returns the raw bytes of three answers to q that are asked for at once.
func pipelined(t *testing.T, address string, q goldenRequest) []byte {
	t.Helper()
	conn := connect(t, "http://"+address)
	request := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: mock\r\n%sContent-Length: %d\r\n", q.method, q.path, q.headers, len(q.body))
	io.WriteString(conn, strings.Repeat(request+"\r\n"+q.body, 2)+request+"Connection: close\r\n\r\n"+q.body)
	answers, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("%s: %v", q.name, err)
	}
	return masked(answers)
}

// address returns the host and port of url.
func address(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }

// TestGolden_LoopHTTP2 wants the same bodies of HTTP/2 streams from the delivery loop as of
// streams that never wait, with and without TLS.
func TestGolden_LoopHTTP2(t *testing.T) {
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			c := fast.Config{
				Answers: fast.Answers{Deterministic: true, Tokens: pool.Sampler{Mean: 40, Stddev: 8}, StreamTokensMin: 3, StreamTokensMax: 7},
				Timing:  fast.Timing{ResponseDelay: 10 * time.Microsecond},
			}
			s, loop := start(t, c)
			c.Timing = fast.Timing{}
			atOnce := serve(t, c)
			for _, q := range loopRequests {
				for _, fault := range []string{"", "error-event:after=1", "no-done", "malformed-json", "empty-choices", "huge-event:size=1000"} {
					if want, got := bodyOverHTTP2(t, atOnce, q, fault), bodyOverHTTP2(t, loop, q, fault); want != got || len(got) == 0 {
						t.Errorf("%s %s:\n%q\nfrom the loop instead of\n%q", q.name, fault, got, want)
					}
				}
			}
			waits := loopRequests[0]
			waits.headers = "X-Mock-Ttft: 1h"
			ctx, leave := context.WithCancel(t.Context())
			go http.DefaultClient.Do(requestOf(t, ctx, loop, waits, ""))
			for s.Looped() == 0 { // else all this compares a server with itself
				time.Sleep(time.Millisecond)
			}
			leave()
			for s.Looped() > 0 {
				time.Sleep(time.Millisecond)
			}
		})
	}
}

// requestOf returns q as a request to the server at url, for an answer with a fault.
func requestOf(t *testing.T, ctx context.Context, url string, q goldenRequest, fault string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, q.method, url+q.path, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	if name, value, ok := strings.Cut(strings.TrimSpace(q.headers), ": "); ok {
		req.Header.Set(name, value)
	}
	if fault != "" {
		req.Header.Set("X-Mock-Fault", fault)
	}
	return req
}

// bodyOverHTTP2 returns the body of the answer to q, which must be complete.
func bodyOverHTTP2(t *testing.T, url string, q goldenRequest, fault string) string {
	t.Helper()
	res, err := http.DefaultClient.Do(requestOf(t, t.Context(), url, q, fault))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.ProtoMajor != 2 || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %s, %v", q.name, fault, res.Proto, res.Status, err)
	}
	return string(masked(body))
}
