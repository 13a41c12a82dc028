package fast_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	ws "github.com/fasthttp/websocket"

	"mock-openai/fast"
)

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
	closes(1009, func(s *socket) { s.NetConn().Write([]byte("\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00abcd")) }) // 1<<63 bytes
	closes(1000, func(s *socket) {
		s.WriteControl(ws.CloseMessage, ws.FormatCloseMessage(1000, "bye"), time.Time{})
	})
	closes(1000, func(s *socket) { s.NetConn().Write([]byte("\x88\x80abcd\x88\x81abcd\x62")) })
	closes(1002, func(s *socket) { // behind frames with each kind of length
		for _, size := range []int{1, 200, 70_000} {
			s.WriteMessage(ws.TextMessage, make([]byte, size))
		}
		s.NetConn().Write([]byte("\x89\x81abcdx\x88\x81ab"))
		s.NetConn().Write([]byte("cd\x62"))
	})
	for _, frame := range []string{"\x81\x01a", "\xc1\x80abcd", "\x83\x80abcd", "\x80\x80abcd", "\x09\x80abcd", "\x89\xfe\x00\x7eabcd", "\x88\x81abcd\x62"} {
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

// TestSocket_CloseFirst sends a close frame and more. The server must not answer with a reset,
// which could keep its close frame from the client.
func TestSocket_CloseFirst(t *testing.T) {
	s := dialSocket(t, serve(t, fast.Config{}), responsesPath)
	const pings = 10_000
	frames := "\x88\x82\x00\x00\x00\x00\x03\xe8" + strings.Repeat("\x89\x80\x00\x00\x00\x00", pings)
	if _, err := s.NetConn().Write([]byte(frames)); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(s.NetConn()); string(got) != "\x88\x02\x03\xe8" || err != nil {
		t.Errorf("got %x, %v", got, err)
	}
}
