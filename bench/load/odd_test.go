package load_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/fast"
	"mock-openai/fast/fault"
)

const someContent = `data: {"choices":[{"delta":{"content":"error"}}]}` + "\n\n"

// answering returns the URL of a server that gives every request the same answer.
func answering(t *testing.T, contentType, body string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestLoad_ErrorEvents counts a stream as an error if one of its events tells an error.
func TestLoad_ErrorEvents(t *testing.T) {
	f := func(errors int64, contentType, event string) {
		t.Helper()
		r, err := load.Load{URL: answering(t, contentType, someContent+event), Requests: 3, Connections: 1}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != errors || r.ErrorEvents != errors || r.Requests != 3-errors || r.Latency.Count() != 3-errors {
			t.Errorf("%q: %d errors, %d of them events, %d requests; want %d errors", event, r.Errors, r.ErrorEvents, r.Requests, errors)
		}
		if errors > 0 && !strings.HasPrefix(r.Err.Error(), "error event: {") {
			t.Errorf("%q: the first error is %v", event, r.Err)
		}
	}
	const stream = "text/event-stream"
	f(3, stream, `data: {"error":{"message":"overloaded","code":503}}`+"\n\n")
	f(3, stream, `data: {"error": "overloaded"}`+"\n\n")
	f(3, stream, "event: error\n"+`data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`+"\n\n")
	f(3, stream, `data: {"type":"error","code":"server_error","message":"x"}`+"\n\n")
	f(3, stream, "event: response.failed\n"+`data: {"type":"response.failed","response":{"status":"failed"}}`+"\n\n")
	f(3, "application/x-ndjson", "\n"+`{"error":"the model runner has ended"}`+"\n")
	f(0, stream, `data: {"error":null,"choices":[]}`+"\n\n")
	f(0, stream, `data: {"choices":[{"delta":{"content":"{\"error\":{}}"}}]}`+"\n\n")
	f(0, stream, `data: {"type":"response.created","response":{"error":null}}`+"\n\n")
}

// TestLoad_ErrorEventsOfAPIs has the server break a stream in the form of each API.
func TestLoad_ErrorEventsOfAPIs(t *testing.T) {
	spec, err := fault.ParseRated("error-event=1")
	if err != nil {
		t.Fatal(err)
	}
	url := loadtest.Serve(t, fast.Config{Faults: fast.Faults{Plan: fault.Plan{spec}}})
	f := func(path, body string) {
		t.Helper()
		r, err := load.Load{URL: url + path, Body: []byte(body), Requests: 3, Connections: 1}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.ErrorEvents != 3 || r.Errors != 3 {
			t.Errorf("%s: %d error events, %d errors, the first %v", path, r.ErrorEvents, r.Errors, r.Err)
		}
	}
	f("/v1/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"x"}]}`)
	f("/v1/completions", `{"stream":true,"prompt":"x"}`)
	f("/v1/responses", `{"stream":true,"input":"x"}`)
	f("/v1/messages", `{"stream":true,"max_tokens":500,"messages":[{"role":"user","content":"x"}]}`)
	f("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", `{"contents":[{"role":"user","parts":[{"text":"x"}]}]}`)
	f("/model/m/converse-stream", `{"messages":[{"role":"user","content":[{"text":"x"}]}]}`)
	f("/model/anthropic.claude-3-haiku-20240307-v1:0/invoke-with-response-stream", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":500,"messages":[{"role":"user","content":"x"}]}`)
	f("/api/chat", `{"model":"m","messages":[{"role":"user","content":"x"}]}`)
}

// TestLoad_Foreign counts answers that no model gives.
func TestLoad_Foreign(t *testing.T) {
	f := func(foreign, silent int64, contentType, body string) {
		t.Helper()
		r := loadtest.Run(t, load.Load{URL: answering(t, contentType, body), Requests: 4, Connections: 1})
		if r.Requests != 4 || r.Foreign != foreign || r.Silent != silent {
			t.Errorf("%s %q: %d of %d foreign, %d silent, want %d and %d", contentType, body, r.Foreign, r.Requests, r.Silent, foreign, silent)
		}
	}
	f(0, 0, "application/json", "{}")
	f(0, 0, "Application/JSON; charset=utf-8", "{}")
	f(0, 0, "application/problem+json", "{}")
	f(4, 0, "application/json", "")
	f(4, 0, "text/html", "<html></html>")
	f(0, 0, "text/event-stream", someContent)
	f(0, 4, "text/event-stream", "data: [DONE]\n\n")
	f(0, 4, "text/event-stream", "")
}

// TestLoad_LeaveTimes has clients leave while one answer in ten takes long. Of the answers that
// others wait for, only short ones would come to their end: times are those of clients that stay.
func TestLoad_LeaveTimes(t *testing.T) {
	const long = 60 * time.Millisecond
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		takes := 2 * time.Millisecond
		if n.Add(1)%10 == 0 {
			takes = long
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(takes):
		}
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, someContent)
	}))
	defer s.Close()
	r := loadtest.Run(t, load.Load{URL: s.URL, Connections: 4, Requests: 600, Leave: 0.7, Objectives: load.Objectives{Latency: time.Hour}})
	stayed := r.Latency.Count()
	if stayed < 100 || stayed > 260 || r.TTFT.Count() != stayed || r.First.Count() != stayed || r.Good != stayed || r.Left < 100 || r.Left+r.Requests != 600 {
		t.Errorf("%d times, %d of content, %d good, %d left, %d whole", stayed, r.TTFT.Count(), r.Good, r.Left, r.Requests)
	}
	if p78, p98 := r.Latency.Quantile(0.78), r.Latency.Quantile(0.98); p78 >= long || p98 < long {
		t.Errorf("p78 is %v and p98 %v, want one answer in ten of %v", p78, p98, long)
	}
}

// TestLoad_RampBeyondDuration has connections that would send after the end.
func TestLoad_RampBeyondDuration(t *testing.T) {
	r := loadtest.Run(t, load.Load{URL: answering(t, "application/json", "{}"), Connections: 4, Duration: 50 * time.Millisecond, Ramp: time.Hour})
	if r.Elapsed > 10*time.Second || r.Requests == 0 {
		t.Errorf("%d requests in %v", r.Requests, r.Elapsed)
	}
}

// TestLoad_Headers has headers that come in place of those that are always sent.
func TestLoad_Headers(t *testing.T) {
	got := make(chan string, 1)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got <- fmt.Sprint(r.Proto, r.Host, r.Header["Content-Type"], r.Header["X-A"], r.Header["Host"])
	}))
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	defer s.Close()
	header := http.Header{"Host": {"llm.test"}, "Content-Type": {"text/plain"}, "X-A": {"1", "2"}}
	for _, http2 := range []bool{false, true} {
		loadtest.Run(t, load.Load{URL: s.URL, Header: header, Body: []byte("x"), Requests: 1, HTTP2: http2})
		if said := <-got; !strings.HasSuffix(said, "llm.test[text/plain] [1 2] []") && !strings.HasSuffix(said, "llm.test [text/plain] [1 2] []") {
			t.Errorf("HTTP/2 %v: the server saw %s", http2, said)
		}
	}
	if len(header) != 3 {
		t.Errorf("the caller's header is now %v", header)
	}
}

// TestLoad_EarlyAnswer has a server refuse a long body before it has read it all.
func TestLoad_EarlyAnswer(t *testing.T) {
	refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) })
	plain, over := httptest.NewServer(refuse), httptest.NewTLSServer(refuse)
	defer plain.Close()
	defer over.Close()
	for _, s := range []*httptest.Server{plain, over} {
		l := load.Load{URL: s.URL, Body: make([]byte, 32<<20), Connections: 1, Requests: 2, TLS: s.Client().Transport.(*http.Transport).TLSClientConfig}
		r, err := l.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != 2 || r.Statuses[http.StatusRequestEntityTooLarge] != 2 || r.Connect.Count() != 2 {
			t.Errorf("%s: %d errors, statuses %v, %d connections: %v", s.URL, r.Errors, r.Statuses, r.Connect.Count(), r.Err)
		}
	}
}

// TestLoad_EarlyAnswerOnly has a server refuse a long body that it never reads, and keep the
// connection.
func TestLoad_EarlyAnswerOnly(t *testing.T) {
	config := httptest.NewUnstartedServer(nil)
	config.StartTLS()
	defer config.Close()
	f := func(scheme string, client, server *tls.Config) {
		t.Helper()
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		go func() {
			for {
				conn, err := ln.Accept()
				if err != nil {
					return
				}
				t.Cleanup(func() { conn.Close() })
				go func() {
					if server != nil {
						conn = tls.Server(conn, server)
					}
					conn.Read(make([]byte, 100))
					io.WriteString(conn, "HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 0\r\n\r\n")
				}()
			}
		}()
		l := load.Load{URL: scheme + "://" + ln.Addr().String(), Body: make([]byte, 32<<20), Connections: 1, Requests: 2, Timeout: 3 * time.Second, TLS: client}
		r, err := l.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != 2 || r.Statuses[http.StatusRequestEntityTooLarge] != 2 || r.Connect.Count() != 2 {
			t.Errorf("%s: %d errors, statuses %v, %d connections: %v", scheme, r.Errors, r.Statuses, r.Connect.Count(), r.Err)
		}
	}
	f("http", nil, nil)
	f("https", config.Client().Transport.(*http.Transport).TLSClientConfig, config.TLS)
}

// TestLoad_FirstError tells the error that came first, on whatever connection.
func TestLoad_FirstError(t *testing.T) {
	for range 10 {
		var n atomic.Int64
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if n.Add(1) == 1 {
				w.WriteHeader(503)
				return
			}
			time.Sleep(20 * time.Millisecond)
			w.WriteHeader(429)
		}))
		r, err := load.Load{URL: s.URL, Connections: 2, Requests: 2}.Run(t.Context())
		s.Close()
		if err != nil {
			t.Fatal(err)
		}
		if r.Err.Error() != "status 503" {
			t.Fatal(r.Err)
		}
	}
}

// TestLoad_ErrorStatusOfStreams counts a stream of another status by that, whatever its events tell.
func TestLoad_ErrorStatusOfStreams(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, `data: {"error":{"message":"overloaded"}}`+"\n\n")
	}))
	defer s.Close()
	r, err := load.Load{URL: s.URL, Requests: 3, Connections: 1}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Errors != 3 || r.Statuses[http.StatusServiceUnavailable] != 3 || r.ErrorEvents != 0 || r.Err.Error() != "status 503" {
		t.Errorf("%d errors, statuses %v, %d error events, the first %v", r.Errors, r.Statuses, r.ErrorEvents, r.Err)
	}
}

// TestLoad_GoodStreams counts no answer as good by a limit of what it does not have.
func TestLoad_GoodStreams(t *testing.T) {
	f := func(want int64, contentType, body string, o load.Objectives) {
		t.Helper()
		r := loadtest.Run(t, load.Load{URL: answering(t, contentType, body), Requests: 3, Connections: 1, Objectives: o})
		if r.Good != want {
			t.Errorf("%s %q: %d good with %+v, want %d", contentType, body, r.Good, o, want)
		}
	}
	ttft, tpot, latency := load.Objectives{TTFT: time.Hour}, load.Objectives{TPOT: time.Hour}, load.Objectives{Latency: time.Hour}
	const stream = "text/event-stream"
	f(0, "application/json", "{}", ttft)
	f(0, "application/json", "{}", tpot)
	f(3, "application/json", "{}", latency)
	f(0, stream, "data: [DONE]\n\n", tpot)
	f(3, stream, someContent, ttft)
	f(3, stream, someContent, tpot)
	f(3, stream, someContent+someContent, tpot)
}

// TestLoad_LastLine has lines of JSON of which no newline ends the last.
func TestLoad_LastLine(t *testing.T) {
	const line = `{"message":{"content":"x"}}` + "\n"
	f := func(events int64, contentType, body string) {
		t.Helper()
		r := loadtest.Run(t, load.Load{URL: answering(t, contentType, body), Requests: 3, Connections: 1})
		if r.Events != 3*events || r.TTFT.Count() != 3 {
			t.Errorf("%q: %d events and %d times to content in 3 answers", body, r.Events, r.TTFT.Count())
		}
	}
	f(2, "application/x-ndjson", line+`{"done":true}`)
	f(1, "application/x-ndjson", line[:len(line)-1])
	f(1, "application/x-ndjson", line+`{"done":`)
	f(1, "application/x-ndjson", line)
	f(1, "text/event-stream", someContent+"data: [DONE]")
}
