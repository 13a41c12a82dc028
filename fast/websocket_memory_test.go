package fast_test

import (
	"bytes"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

// held returns the bytes of the heap that are in use.
func held() int {
	for range 3 { // the first two empty the pools
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}

// TestSocket_Memory has many sessions over TLS ask again and again, with long and short
// messages. What a session and its client hold must not grow with the requests. What stays
// resident is bounded while they are idle, and returns when they leave.
func TestSocket_Memory(t *testing.T) {
	const (
		sessions, rounds, long = 50, 2, 128 << 10
		most, growth           = 64 << 10, 24 << 10 // bytes of a session and its client
		rest                   = 24 << 20           // that the runtime may keep
	)
	url := serve(t, fast.Config{Transport: fast.Transport{TLS: serverTLS}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 300}}})
	url = strings.Replace(url, "http:", "https:", 1)
	all := make([]*socket, sessions)
	each := func(do func(i int)) {
		var done sync.WaitGroup
		for i := range all {
			done.Go(func() { do(i) })
		}
		done.Wait()
	}
	ask := func(i, chars int) {
		all[i].say(`{"type":"response.create","model":"gpt-4o","store":false,"input":"%s"}`, strings.Repeat("a", chars))
		all[i].answer()
	}
	before, start := held(), resident()
	for i := range all {
		all[i] = dialSocket(t, url, responsesPath)
	}
	each(func(i int) { ask(i, 1) })
	idle := held()
	if n := (idle - before) / sessions; n > most {
		t.Errorf("a session holds %d bytes, want at most %d", n, most)
	}
	for range rounds {
		each(func(i int) { ask(i, 1+i%2*long) })
	}
	if n := (held() - idle) / sessions; n > growth {
		t.Errorf("a session has grown by %d bytes, want at most %d", n, growth)
	}
	left(t, start, sessions*most+rest)
	for _, s := range all {
		s.Close()
	}
	left(t, start, rest)
}

// TestSocket_IdleMemory bounds what an idle connection and its client hold. Of the 7 kB on the
// server a stack is 4. Equal handshakes share their header, which would be 1 kB.
func TestSocket_IdleMemory(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector needs memory of its own")
	}
	const sessions, most = 400, 8000 // bytes
	url := serve(t, fast.Config{})
	open := func() net.Conn {
		conn := dial(t, url)
		fmt.Fprint(conn, "GET ", responsesPath, " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-a\r\nUser-Agent: OpenAI/Python\r\n",
			"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
		var answer [256]byte
		if n, err := conn.Read(answer[:]); err != nil || !bytes.HasSuffix(answer[:n], []byte("\r\n\r\n")) {
			t.Fatalf("%s, %v", answer[:n], err)
		}
		return conn
	}
	open()
	all := make([]net.Conn, sessions)
	before := held()
	for i := range all {
		all[i] = open()
	}
	if n := (held() - before) / sessions; n > most {
		t.Errorf("an idle connection holds %d bytes, want at most %d", n, most)
	}
}
