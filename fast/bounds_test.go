package fast_test

import (
	"bufio"
	"crypto/tls"
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

// connect opens a connection to the server at url.
func connect(t *testing.T, url string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", url[strings.LastIndex(url, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestReadTimeout begins requests and then stops sending.
func TestReadTimeout(t *testing.T) {
	t.Parallel()
	url := serve(t, fast.Config{Transport: fast.Transport{ReadTimeout: 50 * time.Millisecond}})
	f := func(sent, want string) {
		t.Helper()
		c := connect(t, url)
		io.WriteString(c, sent)
		got, err := io.ReadAll(c)
		if err != nil || !strings.HasPrefix(string(got), want) {
			t.Errorf("%q: %v, %q", sent, err, got)
		}
	}
	f("", "")
	f("POST /v1/chat/comp", "HTTP/1.1 408 ")
	f("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{", "HTTP/1.1 408 ")
	f("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", "HTTP/1.1 408 ")
	f("GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /hea", "HTTP/1.1 200 OK")
}

// TestReceiveTimeout sends requests too slowly in all, though without a long pause, and one
// slowly but in time.
func TestReceiveTimeout(t *testing.T) {
	t.Parallel()
	const whole = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
	for _, c := range []fast.Config{{}, {Transport: fast.Transport{TLS: serverTLS}}} {
		c.Transport.ReadTimeout, c.Transport.ReceiveTimeout = time.Minute, 200*time.Millisecond
		tooLate(t, c, "POST /v1/chat/comp")
		tooLate(t, c, whole)
	}

	url := serve(t, fast.Config{Transport: fast.Transport{ReadTimeout: time.Minute, ReceiveTimeout: time.Minute}})
	c := connect(t, url)
	for _, part := range []string{"POST /v1/embed", "dings HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n\r\n", `{"input`, `":"a"}`} {
		io.WriteString(c, part)
		time.Sleep(time.Millisecond)
	}
	if res, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("%v, %v", res, err)
	}
}

// tooLate sends a whole request, and then begin and a byte every 10 ms until the server
// closes the connection.
func tooLate(t *testing.T, config fast.Config, begin string) {
	t.Helper()
	c := connect(t, serve(t, config))
	if config.Transport.TLS != nil {
		secure := clientTLS.Clone()
		secure.ServerName = "example.com"
		c = tls.Client(c, secure)
	}
	io.WriteString(c, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"+begin)
	ended := make(chan struct{})
	go func() {
		for _, err := c.Write([]byte("a")); err == nil; _, err = c.Write([]byte("a")) {
			select {
			case <-ended:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	defer close(ended)
	r := bufio.NewReader(c)
	health, err := http.ReadResponse(r, nil)
	if err != nil || health.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", health, err)
	}
	io.Copy(io.Discard, health.Body)
	late, err := http.ReadResponse(r, nil)
	if err == nil && late.StatusCode != http.StatusRequestTimeout { // the byte after the answer may break it off
		t.Errorf("%q: %v", begin, late)
	}
}

// TestWriteTimeout asks for more than the buffers of the system hold and reads nothing.
func TestWriteTimeout(t *testing.T) {
	t.Parallel()
	for _, c := range []fast.Config{{}, {Timing: fast.Timing{ResponseDelay: time.Microsecond}}} {
		c.Transport.WriteTimeout = 100 * time.Millisecond
		c.Answers.Tokens = pool.Sampler{Mean: 2_000_000}
		url := serve(t, c)
		conn := connect(t, url)
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 15\r\n\r\n{\"stream\":true}", chatPath)
		for open := -1; open != 0; time.Sleep(10 * time.Millisecond) {
			open = gauge(t, url, `mock_openai_requests_in_flight `)
		}
	}
}

// gauge scrapes a metric.
func gauge(t *testing.T, url, name string) (n int) {
	t.Helper()
	res, err := http.Get(url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name); ok {
			fmt.Sscan(value, &n)
		}
	}
	return n
}

// TestIdleTimeout waits until the server closes a connection that was used.
func TestIdleTimeout(t *testing.T) {
	t.Parallel()
	url := serve(t, fast.Config{Transport: fast.Transport{IdleTimeout: 10 * time.Millisecond}})
	c := connect(t, url)
	io.WriteString(c, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
	got, err := io.ReadAll(c)
	if err != nil || !strings.HasSuffix(string(got), `{"status":"ok"}`) {
		t.Errorf("%v, %q", err, got)
	}
}

func TestMaxConns(t *testing.T) {
	f := func(c fast.Config) {
		t.Helper()
		url := serve(t, c)
		healthy := func() (net.Conn, bool) {
			c := connect(t, url)
			io.WriteString(c, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
			n, _ := c.Read(make([]byte, 512))
			return c, n > 0
		}
		first, ok := healthy()
		if _, more := healthy(); !ok || !more {
			t.Fatal("two connections are not let in")
		}
		if _, ok := healthy(); ok {
			t.Error("a third connection is let in")
		}
		first.Close()
		for ok := false; !ok; _, ok = healthy() {
			time.Sleep(time.Millisecond)
		}
	}
	f(fast.Config{Limits: fast.Limits{MaxConns: 2}})
	f(fast.Config{Limits: fast.Limits{MaxConnsPerIP: 2}})
}

func TestMaxAnswer(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Echo: true}})
	long := strings.Repeat("All work and no play. ", 50_000)
	if status, answer := post(t, url+chatPath, `{"n":128,"messages":[{"role":"user","content":"`+long+`"}]}`); status != 400 || !strings.Contains(string(answer), `"param":"n"`) {
		t.Errorf("status %d: %.200s", status, answer)
	}
}
