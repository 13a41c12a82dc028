package benchmark_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
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
		got, stdout, stderr := programtest.Run(t, nil, append([]string{"bench", s.URL + path, "-n", "4", "-c", "2"}, args...)...)
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

// TestBench_SweepRamp has the streams of a sweep begin within --ramp. A server of few streams
// at once then shows how few.
func TestBench_SweepRamp(t *testing.T) {
	t.Parallel()
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
