package fast_test

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

// resident returns the memory in bytes that the runtime has not returned to the system.
func resident() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.Sys - m.HeapReleased)
}

// TestTrim_Streams lets 1,000 clients read streams and leave. Their memory must return to
// the system by itself.
func TestTrim_Streams(t *testing.T) {
	const n, most = 1000, 12 << 20
	url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: 20 * time.Millisecond}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 16_000}, StreamTokensMax: 4}})
	inUse() // collects what earlier tests have left
	before := resident()
	var open []net.Conn
	for range n {
		c := connect(t, url)
		c.(*net.TCPConn).SetReadBuffer(4 << 10) // the kernel would hold megabytes of each stream
		fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 15\r\n\r\n{\"stream\":true}", chatPath)
		open = append(open, c)
	}
	for gauge(t, url, "mock_openai_requests_in_flight ") < n {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(1500 * time.Millisecond) // they are counted once a second
	for _, c := range open {
		c.Close()
	}
	left(t, before, most)
}

// TestTrim_Bodies sends bodies of 4 MB from 64 clients.
func TestTrim_Bodies(t *testing.T) {
	const n, most = 64, 32 << 20
	s, url := start(t, fast.Config{})
	inUse()
	before := resident()
	body := strings.Repeat(" ", 4<<20)
	var open []net.Conn
	for range n {
		c := connect(t, url)
		fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", chatPath, len(body)+1)
		io.WriteString(c, body)
		open = append(open, c)
	}
	for s.MemoryHeld() < n*int64(len(body)) {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(1500 * time.Millisecond)
	for _, c := range open {
		c.Close()
	}
	left(t, before, most)
}

// left waits until no more than most bytes are resident in addition to before.
func left(t *testing.T, before, most int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); resident()-before > most; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d bytes stay, want at most %d", resident()-before, most)
		}
	}
}
