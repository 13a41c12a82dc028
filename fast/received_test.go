package fast_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/receive"
)

// inUse returns the memory of heap and stacks in bytes, after a garbage collection.
func inUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse + m.StackInuse)
}

// TestAnnouncedBodies opens 1,000 connections that announce 32 MB each, by Content-Length or
// as a chunk, and send one byte.
func TestAnnouncedBodies(t *testing.T) {
	const n, most = 1000, 128 << 20
	f := func(header string) {
		t.Helper()
		s, url := start(t, fast.Config{})
		before := inUse()
		var open []net.Conn
		for range n {
			c := connect(t, url)
			io.WriteString(c, "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"+header+"{")
			open = append(open, c)
		}
		for s.MemoryHeld() < n*receive.DecoyLength {
			time.Sleep(time.Millisecond)
		}
		if grown := inUse() - before; grown > most {
			t.Errorf("%q: %d bytes more for %d connections, want at most %d", header, grown, n, most)
		}
		for _, c := range open {
			c.Close()
		}
		for s.MemoryHeld() > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	f("Content-Length: 33554432\r\n\r\n")
	f("Transfer-Encoding: chunked\r\n\r\n2000000\r\n")
}

// TestBodies_Framed sends bodies of many lengths in all ways: with Content-Length and in
// chunks of many sizes, in one piece and in pieces, alone and followed by the next request.
// Each answer must echo its own body.
func TestBodies_Framed(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Echo: true}})
	rng := rand.New(rand.NewPCG(1, 2))
	var all strings.Builder
	var texts []string
	for i, size := range []int{1, 100, 1000, 4000, 5000, 16_000, 17_000, 32_600, 32_768, 33_000, 40_000, 66_000, 140_000, 1_100_000} {
		for _, biggest := range []int{0, 1 << 20, 5000, 100} {
			text := strings.Repeat(string(rune('a'+i)), size)
			body := `{"messages":[{"role":"user","content":"` + text + `"}]}`
			texts = append(texts, text)
			io.WriteString(&all, "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n")
			if biggest == 0 {
				fmt.Fprintf(&all, "Content-Length: %d\r\n\r\n%s", len(body), body)
				continue
			}
			io.WriteString(&all, "Transfer-Encoding: chunked\r\n\r\n")
			for len(body) > 0 {
				n := min(1+rng.IntN(biggest), len(body))
				fmt.Fprintf(&all, "%x\r\n%s\r\n", n, body[:n])
				body = body[n:]
			}
			io.WriteString(&all, "0\r\nX-Trailer: a\r\n\r\n")
		}
	}
	f := func(piece int) {
		t.Helper()
		c := connect(t, url)
		go func() {
			for rest := all.String(); len(rest) > 0; {
				n := min(1+rng.IntN(piece), len(rest))
				if _, err := io.WriteString(c, rest[:n]); err != nil {
					return
				}
				rest = rest[n:]
			}
		}()
		r := bufio.NewReader(c)
		for i, text := range texts {
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatalf("pieces of %d, answer %d: %v", piece, i, err)
			}
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), `"content":"`+text+`"`) {
				t.Fatalf("pieces of %d, answer %d, for %d bytes: %v, %d, %.300s", piece, i, len(text), err, res.StatusCode, body)
			}
		}
	}
	f(64 << 20)
	f(100_000)
	f(9_000)
	f(3_000)
}

// TestBodies_Broken sends bodies whose errors show only after a part has been read.
func TestBodies_Broken(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{MaxBody: 100_000}})
	f := func(sent string, status int) {
		t.Helper()
		c := connect(t, url)
		io.WriteString(c, "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"+sent)
		c.(*net.TCPConn).CloseWrite()
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || res.StatusCode != status || !res.Close {
			t.Errorf("%.80q: %v, %v, want %d", sent, err, res, status)
		}
	}
	const chunks = "Transfer-Encoding: chunked\r\n\r\n"
	f("Content-Length: 100001\r\n\r\n", 413)
	f("Content-Length: 100000\r\n\r\n"+strings.Repeat(" ", 60_000), 400)
	f(chunks, 400)
	f(chunks+"z\r\n", 400)
	f(chunks+"1\n \n0\n\n", 400)
	f(chunks+"1\r\n{}\r\n0\r\n\r\n", 400)
	f(chunks+"1\r\n{\r\n", 400)
	f(chunks+"2\r\n{}\r\n0\r\n", 400)
	f(chunks+"ffffffffffffffff\r\n{}", 400)
	f(chunks+"186a1\r\n"+strings.Repeat(" ", 100_001)+"\r\n0\r\n\r\n", 413)
	f("Content-Length: 2\r\n"+chunks+"2\r\n{}\r\n0\r\n\r\n", 400)
}

// TestExpectContinue asks whether a body may be sent. For one that is too long the only
// answer is 413.
func TestExpectContinue(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{MaxBody: 100_000}})
	f := func(header, first string) (net.Conn, *bufio.Reader) {
		t.Helper()
		c := connect(t, url)
		io.WriteString(c, "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"+header+"\r\n")
		r := bufio.NewReader(c)
		if line, err := r.ReadString('\n'); err != nil || !strings.HasPrefix(line, first) {
			t.Errorf("%q: %v, %q", header, err, line)
		}
		return c, r
	}
	_, r := f("Content-Length: 100001\r\n", "HTTP/1.1 413 ")
	if rest, err := io.ReadAll(r); err != nil || !strings.Contains(string(rest), `"type":"invalid_request_error"`) {
		t.Errorf("%v, %q", err, rest)
	}
	body := "{" + strings.Repeat(" ", 60_000) + "}"
	for _, framed := range [][2]string{
		{"Content-Length: 2\r\n", "{}"},
		{"Content-Length: 60002\r\n", body},
		{"Transfer-Encoding: chunked\r\n", "ea62\r\n" + body + "\r\n0\r\n\r\n"},
	} {
		c, r := f(framed[0], "HTTP/1.1 100 ")
		r.ReadString('\n')
		io.WriteString(c, framed[1])
		if res, err := http.ReadResponse(r, nil); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%q: %v, %v", framed[0], err, res)
		}
	}
}
