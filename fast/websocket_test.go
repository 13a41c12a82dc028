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
	"unicode/utf8"

	ws "github.com/fasthttp/websocket"
	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/realtime"
	"mock-openai/fast/internal/dialect/responses"
	"mock-openai/fast/journal"
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

// closed reads up to the close frame and returns its code.
func (s *socket) closed() int {
	s.t.Helper()
	for {
		_, _, err := s.ReadMessage()
		var closing *ws.CloseError
		if errors.As(err, &closing) {
			return closing.Code
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestResponsesSocket_Events checks that an answer over WebSocket has the events of one over
// HTTP, a message each.
func TestResponsesSocket_Events(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	s := dialSocket(t, url, responsesPath)
	for _, members := range []string{
		`"input":"hello"`, `"input":"hello","max_output_tokens":16`,
		`"input":"hello","tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}],"tool_choice":"required"`,
		`"input":"hello","stream_options":{"include_obfuscation":true}`,
	} {
		request := `{"type":"response.create","stream":true,"model":"gpt-4o",` + members + `}`
		_, body := post(t, url+responsesPath, request)
		var want []string
		for event := range strings.SplitSeq(strings.TrimSpace(string(body)), "\n\n") {
			_, data, _ := strings.Cut(event, "data: ")
			want = append(want, data)
		}
		s.say("%s", request)
		for i, e := range s.until("response.completed", "response.incomplete") {
			if e.raw != want[i] {
				t.Fatalf("event %d of %s:\n%s\n%s", i, members, e.raw, want[i])
			}
		}
	}
}

// TestResponsesSocket_Continues checks the tokens of a conversation that is not stored.
func TestResponsesSocket_Continues(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true}})
	s := dialSocket(t, url, responsesPath)
	s.say(`{"type":"response.create","model":"gpt-4o","store":false,"input":"hello hello hello"}`)
	first := s.answer().Response
	s.say(`{"type":"response.create","model":"gpt-4o","store":false,"input":"hello","previous_response_id":%q}`, first.ID)
	second := s.answer().Response
	if want := first.Usage.InputTokens + first.Usage.OutputTokens + 2; second.Usage.InputTokens != want {
		t.Errorf("%d input tokens, want %d", second.Usage.InputTokens, want)
	}
	other := dialSocket(t, url, responsesPath)
	for _, c := range []*socket{s, other} { // only the last response is remembered, and only on its connection
		c.say(`{"type":"response.create","model":"gpt-4o","input":"hello","previous_response_id":%q}`, first.ID)
		if e := c.answer(); e.Type != "error" || e.Status != 400 || *e.Error.Code != "previous_response_not_found" {
			t.Errorf("got %s", e.raw)
		}
	}
	s.say(`{"type":"response.create","model":"gpt-4o","generate":false,"input":"hello","previous_response_id":%q}`, second.ID)
	warm := s.answer()
	if warm.Type != "response.completed" || len(warm.Response.Output) != 0 || warm.Response.Usage.OutputTokens != 0 {
		t.Errorf("a warm-up is answered with %s", warm.raw)
	}
	s.say(`{"type":"response.create","model":"gpt-4o","input":"hello","previous_response_id":%q}`, warm.Response.ID)
	if third := s.answer(); third.Type == "error" || third.Response.Usage.InputTokens != warm.Response.Usage.InputTokens+2 {
		t.Errorf("after a warm-up: %s", third.raw)
	}
}

// TestResponsesSocket_Streams checks that requests wait for each other and that events name
// their stream.
func TestResponsesSocket_Streams(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), responsesPath)
	const n = 32
	for i := range n {
		s.say(`{"type":"response.create","stream_id":"s.%d","input":"hello"}`, i)
	}
	for i := range n {
		for _, e := range s.until("response.completed", "response.incomplete", "error") {
			if want := fmt.Sprintf("s.%d", i); e.Stream != want || e.Type == "error" {
				t.Fatalf("event of %s instead of %s: %s", e.Stream, want, e.raw)
			}
		}
	}
	s.say(`{"type":"response.create","stream_id":"another","input":"hello"}`)
	if e := s.next(); e.Type != "error" || *e.Error.Code != "websocket_stream_limit_reached" || e.Stream != "another" {
		t.Errorf("got %s", e.raw)
	}
	s.say(`{"type":"response.create","input":"hello"}`)
	if e := s.answer(); e.Type == "error" || e.Stream != "" {
		t.Errorf("without a stream: %s", e.raw)
	}
}

// TestSocket_BadMessages checks what is refused with an event and what ends the connection.
func TestSocket_BadMessages(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{MaxBody: 100_000}})
	f := func(path, message, code string) {
		t.Helper()
		s := dialSocket(t, url, path)
		s.say("%s", message)
		e := s.until("error")
		if last := e[len(e)-1]; last.Error.Message == "" || code != "" && (last.Error.Code == nil || *last.Error.Code != code) {
			t.Errorf("%s is answered with %s", message, last.raw)
		}
		s.say(`{"type":"response.create","input":"hello","response":{}}`)
		if e := s.answer(); e.Type == "error" && path == responsesPath {
			t.Errorf("after %s: %s", message, e.raw)
		}
	}
	for _, message := range []string{`{`, `[]`, ``, `7`, `null`, `{"type":7}`, `{"type":"response.create","input":7}`, `{"input":"a"}`, "{}\x00"} {
		f(responsesPath, message, "")
	}
	f(responsesPath, `{"type":"session.update"}`, "invalid_value")
	for _, id := range []string{`""`, `"a b"`, `7`, `"` + strings.Repeat("a", 257) + `"`, `"\u0061"`, `{}`} {
		f(responsesPath, `{"type":"response.create","stream_id":`+id+`}`, "invalid_stream_id")
	}
	closes := func(want int, send func(*socket)) {
		t.Helper()
		s := dialSocket(t, url, responsesPath)
		send(s)
		if code := s.closed(); code != want {
			t.Errorf("closed with %d, want %d", code, want)
		}
	}
	closes(1003, func(s *socket) { s.WriteMessage(ws.BinaryMessage, []byte(`{"type":"response.create"}`)) })
	closes(1007, func(s *socket) { s.WriteMessage(ws.TextMessage, []byte("{\"type\":\"\xff\"}")) })
	closes(1009, func(s *socket) { s.WriteMessage(ws.TextMessage, make([]byte, 100_001)) })
	closes(1000, func(s *socket) {
		s.WriteControl(ws.CloseMessage, ws.FormatCloseMessage(1000, "bye"), time.Time{})
	})
	for _, frame := range []string{"\x81\x01a", "\xc1\x80abcd", "\x83\x80abcd", "\x80\x80abcd", "\x09\x80abcd", "\x89\xfe\x00\x7eabcd"} {
		closes(1002, func(s *socket) { s.NetConn().Write([]byte(frame)) })
	}
}

// TestSocket_Fragments checks a message in pieces, with pings between them.
func TestSocket_Fragments(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), responsesPath)
	var pongs []string
	s.SetPongHandler(func(text string) error { pongs = append(pongs, text); return nil })
	w, err := s.NextWriter(ws.TextMessage)
	if err != nil {
		t.Fatal(err)
	}
	for i, piece := range []string{`{"type":"resp`, `onse.create","in`, `put":"` + strings.Repeat("hello ", 10_000), `"}`} {
		w.Write([]byte(piece))
		s.WriteControl(ws.PingMessage, fmt.Append(nil, i), time.Time{})
	}
	w.Close()
	if e := s.answer(); e.Type == "error" || e.Response.Usage.InputTokens < 10_000 {
		t.Errorf("got %s", e.raw)
	}
	if fmt.Sprint(pongs) != "[0 1 2 3]" {
		t.Errorf("pongs: %v", pongs)
	}
}

// TestSocket_Handshake checks what is refused before the upgrade.
func TestSocket_Handshake(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-1"}}})
	const key = "Bearer sk-1"
	f := func(want int, headers ...string) {
		t.Helper()
		c, res, err := tryConnect(url+responsesPath, headers...)
		if c != nil {
			defer c.Close()
		}
		if res == nil || res.StatusCode != want {
			t.Errorf("%v: %v, %v, want %d", headers, res, err, want)
		}
	}
	f(401)
	f(401, "Authorization", "Bearer sk-2")
	f(101, "Authorization", key)
	f(101, "Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key.sk-1, openai-beta.realtime-v1")
	f(401, "Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key.sk-2")
	f(403, "Authorization", key, "Origin", "http://evil.example")
	f(101, "Authorization", key, "Origin", url)
	raw := func(want int, lines string) {
		t.Helper()
		res, _ := exchange(t, url, "GET /v1/responses HTTP/1.1\r\nHost: a\r\nAuthorization: "+key+"\r\n"+lines+"\r\n")
		if res.StatusCode != want {
			t.Errorf("%q: %d, want %d", lines, res.StatusCode, want)
		}
	}
	const upgrade = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
	const version, good = "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	raw(426, "")
	raw(426, "Upgrade: websocket\r\n"+version+good)
	raw(400, upgrade+good)
	raw(400, upgrade+version)
	raw(400, upgrade+version+"Sec-WebSocket-Key: short\r\n")
	raw(400, upgrade+version+good+"Content-Length: 2\r\n\r\n{}")
	raw(400, upgrade+version+good+"Transfer-Encoding: chunked\r\n\r\n0\r\n")
	dialSocket(t, url, "/openai/v1/responses", "Api-Key", "sk-1")
	open := serve(t, fast.Config{Transport: fast.Transport{CORS: true}})
	if c, res, err := tryConnect(open+responsesPath, "Origin", "http://page.example"); err != nil {
		t.Errorf("with --cors: %v, %v", res, err)
	} else {
		c.Close()
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

// TestSocket_Transports checks paced answers over TLS and with the ways to send streams.
func TestSocket_Transports(t *testing.T) {
	want := ""
	for _, transport := range []fast.Transport{{}, {StreamWriter: true}, {StreamLoop: true}, {TLS: serverTLS}, {H2C: true, WriteTimeout: time.Minute, ReadTimeout: time.Minute, ReceiveTimeout: time.Minute, IdleTimeout: time.Minute}} {
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

// FuzzSocket sends conversations whatever messages there are. Events and requests must be
// JSON.
func FuzzSocket(f *testing.F) {
	for _, seed := range []string{
		`{"type":"response.create","stream_id":"a","generate":false}`, askText + "\n" + asText + "\n" + `{"type":"response.create","response":{"input":[],"metadata":{"a":"b"}}}`,
		`{"type":"session.update","session":{"audio":{"input":{"turn_detection":{}},"output":null},"instructions":"\u0000\"","model":7}}`,
		`{"type":"conversation.item.create","item":{"id":"\ud800","type":"function_call","name":"f","arguments":"{}"}}` + "\n" + `{"type":"conversation.item.delete","item_id":"\ud800"}`,
		`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"audio":"a","a":1},{"audio":1}]}}`, `{"type":"response.cancel"}`, `[`, `{"type":"\"x"}`, "\xff",
	} {
		f.Add(seed)
	}
	api := &realtime.API{Most: 1 << 12, Strict: true, Model: []byte("m")}
	f.Fuzz(func(t *testing.T, text string) {
		uri := new(fasthttp.URI)
		uri.SetQueryString("model=" + text[:min(len(text), 8)])
		for _, version := range []string{"", "realtime=v1"} {
			var h fasthttp.RequestHeader
			h.Set("OpenAI-Beta", version)
			for _, v := range []dialect.Conversation{responses.Converse(&h, uri), api.Converse(&h, uri)} {
				send := func(event []byte) {
					if !json.Valid(event) {
						t.Fatalf("event %s", event)
					}
				}
				v.Greet(send)
				for message := range strings.SplitSeq(text, "\n") {
					if !utf8.ValidString(message) {
						continue // such a message ends the connection
					}
					ask := v.Receive([]byte(message), send)
					if ask.Body == nil {
						continue
					}
					if !json.Valid(ask.Body) {
						t.Fatalf("request %s", ask.Body)
					}
					send(v.AppendError(nil, &ask, 500, []byte("no JSON")))
					v.Answered()
				}
				v.Expire(send)
			}
		}
	})
}
