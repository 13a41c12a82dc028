package cmd_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestBench_OddAnswers tells of answers that are others than were asked for.
func TestBench_OddAnswers(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/html":
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, "<html></html>")
		case "/json":
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, "{}")
		case "/silent":
			w.Header().Set("Content-Type", "text/event-stream")
			io.WriteString(w, "data: [DONE]\n\n")
		case "/error":
			w.Header().Set("Content-Type", "text/event-stream")
			io.WriteString(w, `data: {"error":{"message":"boom"}}`+"\n\n")
		case "/slow":
			time.Sleep(50 * time.Millisecond)
		}
	}))
	defer s.Close()
	f := func(status int, path string, wants []string, args ...string) {
		t.Helper()
		got, stdout, stderr := run(t, nil, append([]string{"bench", s.URL + path, "-n", "4", "-c", "2"}, args...)...)
		said := strings.Join(strings.Fields(stdout+stderr), " ")
		if got != status {
			t.Errorf("%s %v: status %d, want %d: %s", path, args, got, status, said)
		}
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("%s %v: no %q in %s", path, args, want, said)
			}
		}
		if wants == nil && (strings.Contains(said, "are empty") || strings.Contains(said, "are no streams") || strings.Contains(said, "Only ")) {
			t.Errorf("%s %v: %s", path, args, said)
		}
	}
	f(0, "/html", []string{"4 of 4 answers of " + s.URL + "/html are empty, or neither JSON nor streams"})
	f(0, "/nothing", []string{"are empty, or neither JSON"})
	f(0, "/json", nil)
	f(0, "/json", []string{"4 of 4 answers of " + s.URL + "/json are no streams, although --stream"}, "--stream")
	f(0, "/silent", []string{"4 of 4 streams of " + s.URL + "/silent have no content"}, "--stream")
	f(1, "/error", []string{"errors: 4 (error event: 4)", "first error: error event: {"}, "--stream")
	f(0, "/slow", []string{"0 answers", "left by intent: 4"}, "--cancel", "100%")
	f(0, "/json", nil, "--header", "X-A: b")
}

// TestBench_Headers has headers that are repeated, and others in place of those that bench sets.
func TestBench_Headers(t *testing.T) {
	got := make(chan string, 20)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- fmt.Sprint(r.URL.Path, " ", r.Host, r.Header["X-A"], r.Header["X-B"], r.Header["Content-Type"])
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "{}")
	}))
	defer s.Close()
	benchReport(t, 0, "--url", s.URL+"/1", "--compare", s.URL+"/2", "--blocks", "1", "-n", "1", "-c", "1",
		"--header", "X-A: 1", "--header", "x-a: 2", "--header", "X-B: 3", "--header", "Host: llm.test", "--header", "Content-Type: application/json; charset=utf-8",
		"--compare-header", "X-A: 4", "--compare-header", "X-A: 5")
	for range 2 {
		said := <-got
		for path, want := range map[string]string{"/1": "[1 2] [3]", "/2": "[4 5] [3]"} {
			if strings.HasPrefix(said, path) && said != path+" llm.test"+want+" [application/json; charset=utf-8]" {
				t.Errorf("the server saw %q, want %s", said, want)
			}
		}
	}
}

// TestBench_Unique wants no prompt twice, in the warm-up and in all blocks.
func TestBench_Unique(t *testing.T) {
	var mu sync.Mutex
	times := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodPost { // and not for /metrics
			times[string(body)]++
		}
	}))
	defer s.Close()
	benchReport(t, 0, s.URL, "--compare", s.URL, "--warmup", "20ms", "--blocks", "4", "-n", "8", "-c", "1")
	for body, n := range times {
		if n > 1 {
			t.Errorf("%d times: %s", n, body)
		}
	}
	if len(times) < 16 {
		t.Errorf("%d prompts", len(times))
	}
}

// TestBench_SweepRamp has the streams of a sweep begin within --ramp. A server of few streams
// at once then shows how few.
func TestBench_SweepRamp(t *testing.T) {
	const bearable = 24
	var open atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		crowded := open.Add(1) > bearable
		defer open.Add(-1)
		w.Header().Set("Content-Type", "text/event-stream")
		for range 3 {
			if crowded {
				panic(http.ErrAbortHandler)
			}
			io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n")
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer s.Close()
	r := benchReport(t, 0, s.URL, "--sweep", "--stream", "--ramp", "10ms", "-c", "2", "-d", "20ms")
	if n := r.Frontier[0].Streams; n == nil || *n < 1 || *n > bearable {
		t.Errorf("%+v", r.Frontier[0])
	}
}

// TestBench_MockPortTaken has another server at the mock's port, which takes connections and never answers.
func TestBench_MockPortTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	said, err := exec.CommandContext(ctx, binary, "bench", "--mock", "--url", "http://"+ln.Addr().String()).CombinedOutput()
	if ctx.Err() != nil || err == nil || !strings.Contains(string(said), "the mock has ended") {
		t.Errorf("%v, %v: %s", ctx.Err(), err, said)
	}
}

// TestBench_MockInterrupted interrupts bench before its mock is well.
func TestBench_MockInterrupted(t *testing.T) {
	var stderr bytes.Buffer
	c := exec.Command(binary, "bench", "--mock", "--mock-flags=--startup-delay 1h --port 0 --quiet", "--url", "http://127.0.0.1:1")
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	c.Process.Signal(os.Interrupt)
	if err := c.Wait(); err == nil || !strings.Contains(stderr.String(), "interrupted before the mock was well") {
		t.Errorf("%v: %s", err, &stderr)
	}
}
