package fast_test

import (
	"context"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestServe_ReleasesOnce does not run in parallel: it counts goroutines of the process.
func TestServe_ReleasesOnce(t *testing.T) {
	s, err := fast.New(fast.Config{Answers: fast.Answers{Articles: 64}})
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 2)
	var listeners []net.Listener
	for range cap(served) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners = append(listeners, ln)
		go func() { served <- s.Serve(ln) }()
		answerOn(t, ln)
	}
	awaitReleasing(t, 1, "with two listeners")

	listeners[0].Close()
	<-served
	awaitReleasing(t, 1, "with one of them closed")

	if err := s.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	<-served
	awaitReleasing(t, 0, "after Shutdown")
}

// answerOn waits until the server on ln answers.
func answerOn(t *testing.T, ln net.Listener) {
	t.Helper()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}

// awaitReleasing waits until that many goroutines look for memory to release.
func awaitReleasing(t *testing.T, want int, when string) {
	t.Helper()
	var now int
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		stacks := make([]byte, 4<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if now = strings.Count(string(stacks), "memory.ReleaseIdle("); now == want {
			return
		}
	}
	t.Errorf("%s, %d goroutines release memory, want %d", when, now, want)
}
