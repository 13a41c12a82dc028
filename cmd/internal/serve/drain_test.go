package serve_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// TestServe_Drains signals a server with a stream under way: the stream ends
// whole, new connections are refused and the status is 0.
func TestServe_Drains(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		p := programtest.Start(t, nil, "--response-delay-ms", "20", "--token-mean", "50", "--token-stddev", "0", "--stream-tokens-max", "1")
		res, err := http.Post(p.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
		if err != nil {
			t.Fatal(err)
		}
		p.Process.Signal(sig)
		stream, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || !strings.HasSuffix(string(stream), "data: [DONE]\n\n") {
			t.Errorf("%v: stream ends with %q, %v", sig, stream[max(0, len(stream)-40):], err)
		}
		if err := p.Wait(); err != nil {
			t.Errorf("%v: %v, stderr %q", sig, err, p.Stderr)
		}
		if _, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://")); err == nil {
			t.Errorf("%v: still listening", sig)
		}
	}
}

// endless opens a stream that would take minutes.
func endless(t *testing.T, args ...string) (*programtest.Process, *http.Response) {
	t.Helper()
	p := programtest.Start(t, nil, append(args, "--response-delay-ms", "100", "--token-mean", "5000", "--stream-tokens-max", "1")...)
	res, err := http.Post(p.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return p, res
}

func TestServe_DrainTimeout(t *testing.T) {
	p, _ := endless(t, "--drain-timeout", "200ms")
	p.Process.Signal(syscall.SIGTERM)
	if err := p.Wait(); err != nil || !strings.Contains(p.Stderr.String(), "cut off") {
		t.Errorf("%v, stderr %q", err, p.Stderr)
	}
}

func TestServe_SecondSignal(t *testing.T) {
	p, _ := endless(t, "--drain-timeout", "10m")
	p.Process.Signal(os.Interrupt)
	ended := make(chan struct{})
	go func() { p.Wait(); close(ended) }()
	for {
		select {
		case <-ended:
			return
		case <-time.After(50 * time.Millisecond):
			p.Process.Signal(os.Interrupt)
		}
	}
}
