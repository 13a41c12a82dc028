package fast_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	ws "github.com/fasthttp/websocket"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
)

// socket is a WebSocket client in a test.
type socket struct {
	*ws.Conn
	t testing.TB
}

// dialSocket connects to a path of a server. Headers are names and values.
func dialSocket(t testing.TB, url, path string, headers ...string) *socket {
	t.Helper()
	s, res, err := tryConnect(url+path, headers...)
	if err != nil {
		t.Fatalf("%v: %+v", err, res)
	}
	t.Cleanup(func() { s.Close() })
	return &socket{s, t}
}

func tryConnect(url string, headers ...string) (*ws.Conn, *http.Response, error) {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	d := ws.Dialer{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	if protocols := h.Get("Sec-Websocket-Protocol"); protocols != "" {
		d.Subprotocols = strings.Split(protocols, ", ")
		h.Del("Sec-Websocket-Protocol")
	}
	return d.Dial("ws"+strings.TrimPrefix(url, "http"), h)
}

// say sends a message.
func (s *socket) say(format string, args ...any) {
	s.t.Helper()
	if err := s.WriteMessage(ws.TextMessage, fmt.Appendf(nil, format, args...)); err != nil {
		s.t.Fatal(err)
	}
}

// serverEvent is what tests look at in an event.
type serverEvent struct {
	Type     string `json:"type"`
	Stream   string `json:"stream_id"`
	Number   *int   `json:"sequence_number"`
	Delta    string `json:"delta"`
	Text     string `json:"text"`
	Status   int    `json:"status"`
	Response response
	Error    struct {
		Type, Message string
		Param, Code   *string
		EventID       *string `json:"event_id"`
	}
	raw string
}

// next reads the next event.
func (s *socket) next() (e serverEvent) {
	s.t.Helper()
	kind, p, err := s.ReadMessage()
	if err != nil || kind != ws.TextMessage {
		s.t.Fatalf("message of kind %d: %v", kind, err)
	}
	if err := json.Unmarshal(p, &e); err != nil {
		s.t.Fatalf("%v: %s", err, p)
	}
	e.raw = string(p)
	return e
}

// until reads events up to one of these types.
func (s *socket) until(types ...string) (all []serverEvent) {
	s.t.Helper()
	for {
		e := s.next()
		all = append(all, e)
		if slices.Contains(types, e.Type) {
			return all
		}
	}
}

// answer reads the events of a response up to its end, and returns the last.
func (s *socket) answer() serverEvent {
	s.t.Helper()
	all := s.until("response.completed", "response.incomplete", "error", "response.done")
	return all[len(all)-1]
}

// closed reads up to the close frame and returns its code. It closes the connection, for
// which the server waits.
func (s *socket) closed() int {
	s.t.Helper()
	for {
		_, _, err := s.ReadMessage()
		var closing *ws.CloseError
		if errors.As(err, &closing) {
			s.Close()
			return closing.Code
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestSocket_LikeRequests checks that limits, faults, overrides and records are those of
// requests.
func TestSocket_LikeRequests(t *testing.T) {
	j := journal.New(nil)
	url := serve(t, fast.Config{Observation: fast.Observation{Journal: j}, Limits: fast.Limits{RPM: 4}})
	const create = `{"type":"response.create","model":"gpt-4o","input":"hello"}`
	s := dialSocket(t, url, responsesPath, "Authorization", "Bearer sk-a", "X-Mock-Tokens", "7")
	s.say(create)
	if e := s.answer(); e.Response.Usage.OutputTokens != 7 {
		t.Errorf("X-Mock-Tokens: %s", e.raw)
	}
	s.say(`{"type":"response.create","model":"gpt-4o:tokens=3","input":"hello"}`)
	if e := s.answer(); e.Response.Usage.OutputTokens != 3 {
		t.Errorf("settings in the model: %s", e.raw)
	}
	failing := dialSocket(t, url, responsesPath, "Authorization", "Bearer sk-a", "X-Mock-Fault", "error:status=503")
	failing.say(create)
	if e := failing.next(); e.Type != "error" || e.Status != 503 {
		t.Errorf("X-Mock-Fault: %s", e.raw)
	}
	s.say(create)
	if e := s.answer(); e.Type == "error" {
		t.Errorf("below the limit: %s", e.raw)
	}
	s.say(create)
	if e := s.next(); e.Type != "error" || e.Status != 429 || *e.Error.Code != "rate_limit_exceeded" {
		t.Errorf("above the limit: %s", e.raw)
	}
	var seen []string
	for _, e := range j.Last() {
		seen = append(seen, fmt.Sprintf("%s %s %s %s %d", e.Method, e.Path, e.Dialect, e.Model, e.Status))
	}
	slices.Sort(seen)
	want := "GET /v1/responses openai  101|GET /v1/responses openai  101|WEBSOCKET /v1/responses openai gpt-4o 200|WEBSOCKET /v1/responses openai gpt-4o 200|" +
		"WEBSOCKET /v1/responses openai gpt-4o 200|WEBSOCKET /v1/responses openai gpt-4o 429|WEBSOCKET /v1/responses openai gpt-4o 503"
	if got := strings.Join(seen, "|"); got != want {
		t.Errorf("recorded %s", got)
	}
	settled(t, url).wants(t, `requests_total{endpoint="/v1/responses",status="200"} 3`)
}

// TestSocket_Faults injects every fault into an answer.
func TestSocket_Faults(t *testing.T) {
	url := serve(t, fast.Config{})
	for kind, spec := range everyFault {
		s := dialSocket(t, url, responsesPath, "X-Mock-Fault", spec)
		s.say(`{"type":"response.create","input":"hello"}`)
		switch kind {
		case fault.Reset, fault.ResetMidstream:
			for {
				if _, _, err := s.ReadMessage(); err != nil {
					if !strings.Contains(err.Error(), "reset") {
						t.Errorf("%s: %v", spec, err)
					}
					break
				}
			}
		case fault.MalformedJSON, fault.NoDone:
			if _, _, err := s.ReadMessage(); err != nil {
				t.Errorf("%s: %v", spec, err)
			}
		case fault.WrongContentType:
			if kind, _, err := s.ReadMessage(); kind != ws.BinaryMessage || err != nil {
				t.Errorf("%s: %d, %v", spec, kind, err)
			}
		case fault.Error, fault.ContentFilter, fault.ErrorEvent:
			if e := s.answer(); e.Type != "error" {
				t.Errorf("%s: %s", spec, e.raw)
			}
		default:
			if e := s.answer(); e.Type == "error" {
				t.Errorf("%s: %s", spec, e.raw)
			}
		}
	}
}

// TestSocket_Drain checks that a shutdown waits for the current answer and then closes the
// connection, and closes idle ones at once.
func TestSocket_Drain(t *testing.T) {
	server, url := start(t, fast.Config{Timing: fast.Timing{ResponseDelay: 5 * time.Millisecond}})
	idle, busy := dialSocket(t, url, responsesPath), dialSocket(t, url, responsesPath)
	busy.say(`{"type":"response.create","input":"hello"}`)
	busy.say(`{"type":"response.create","input":"hello"}`)
	settled := make(chan struct{})
	go func() {
		defer close(settled)
		idle.ReadMessage() // fails with the close frame
	}()
	for scrape(t, url)[`requests_in_flight`] == 0 {
		time.Sleep(time.Millisecond)
	}
	done := make(chan error)
	go func() { done <- server.Shutdown(context.Background()) }()
	<-settled
	if e := busy.answer(); e.Type == "error" {
		t.Errorf("the answer under way: %s", e.raw)
	}
	if code := busy.closed(); code != 1012 {
		t.Errorf("closed with %d", code)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestSocket_DrainAnswers checks that a shutdown leaves no request that waits without an answer,
// which is an error unless its turn has come.
func TestSocket_DrainAnswers(t *testing.T) {
	j := journal.New(nil)
	server, url := start(t, fast.Config{Observation: fast.Observation{Journal: j}})
	s := dialSocket(t, url, responsesPath)
	for _, model := range []string{"m:fault=stall:after=3", "waits", "waits"} {
		s.say(`{"type":"response.create","stream_id":"a","model":%q,"input":"hello"}`, model)
	}
	s.say(`{"type":"nonsense"}`)
	s.until("error") // by then the others have come
	r := dialSocket(t, url, "/v1/realtime?model=m:fault=stall:after=3")
	for _, conversation := range []string{"auto", "none"} {
		r.say(`{"type":"response.create","event_id":%q,"response":{"conversation":%[1]q}}`, conversation)
	}
	r.say(`{"type":"session.update","session":{"type":"realtime"}}`)
	r.until("session.updated")
	done := make(chan error)
	go func() { done <- server.Shutdown(context.Background()) }() // ends the stalls
	refused := 0
	for answered := 0; answered < 2; {
		switch e := s.next(); {
		case e.Type == "error":
			answered++
			refused++
			if e.Status != 503 || e.Error.Type != "server_error" || e.Error.Message == "" || e.Stream != "a" {
				t.Errorf("got %s", e.raw)
			}
		case e.Response.Model == "waits" && (e.Type == "response.completed" || e.Type == "response.incomplete"):
			answered++
		}
	}
	for _, all := range []*socket{s, r} {
		if code := all.closed(); code != 1012 {
			t.Errorf("closed with %d", code)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	recorded := 0
	for _, e := range j.Last() {
		if e.Path == responsesPath && e.Method == "WEBSOCKET" && e.Status == 503 {
			recorded++
		}
	}
	if recorded != refused {
		t.Errorf("%d are recorded, and %d refused", recorded, refused)
	}
}

// TestSocket_DrainDeadline shuts down a server whose client has sent more requests than may
// wait, so that its connection is not read. The shutdown must end at its deadline.
func TestSocket_DrainDeadline(t *testing.T) {
	server, url := start(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: 20 * time.Second}}}})
	s := dialSocket(t, url, responsesPath)
	for range 17 {
		s.say(`{"type":"response.create","input":"hello"}`)
	}
	s.say(`{"type":"nonsense"}`)
	s.until("error") // by then the others have come
	s.say(`{"type":"response.create","input":"hello"}`)
	time.Sleep(100 * time.Millisecond) // for the last one to come
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestSocket_Transports checks paced answers over TLS and with the ways to send streams.
func TestSocket_Transports(t *testing.T) {
	want := ""
	for _, transport := range []fast.Transport{{}, {StreamWriter: true}, {TLS: serverTLS}, {H2C: true, WriteTimeout: time.Minute, ReadTimeout: time.Minute, ReceiveTimeout: time.Minute, IdleTimeout: time.Minute}} {
		server, url := start(t, fast.Config{Transport: transport, Answers: fast.Answers{Deterministic: true}, Timing: fast.Timing{ResponseDelay: time.Microsecond}})
		if transport.TLS != nil {
			url = strings.Replace(url, "http:", "https:", 1)
		}
		s := dialSocket(t, url, responsesPath)
		got := ""
		for range 2 {
			s.say(`{"type":"response.create","model":"gpt-4o","input":"hello"}`)
			got = ""
			for _, e := range s.until("response.completed") {
				got += e.raw
			}
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%+v: other events", transport)
		}
		done := make(chan error)
		go func() { done <- server.Shutdown(context.Background()) }()
		if code := s.closed(); code != 1012 {
			t.Errorf("%+v: closed with %d", transport, code)
		}
		if err := <-done; err != nil {
			t.Errorf("%+v: %v", transport, err)
		}
	}
}
