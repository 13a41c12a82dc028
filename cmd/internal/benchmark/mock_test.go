package benchmark_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// TestBench_MockTLS has a gateway that speaks TLS before a mock that does, or does not.
func TestBench_MockTLS(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := ln.Addr().String()
	ln.Close()
	for _, scheme := range []string{"http", "https"} {
		target := &url.URL{Scheme: scheme, Host: host}
		gateway := httptest.NewUnstartedServer(programtest.NewGateway(programtest.To(target), &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}))
		gateway.Config.ErrorLog = log.New(io.Discard, "", 0)
		gateway.StartTLS()
		args := []string{"--mock", "--url", target.String(), "--compare", gateway.URL, "--verify", "-n", "20", "-c", "2", "--blocks", "2"}
		for _, m := range benchReport(t, 0, append(args, "--insecure")...).Targets {
			if m.Requests != 20 || m.Verify.Intact != 20 || !strings.HasPrefix(m.URL, scheme+"://"+host) && !strings.HasPrefix(m.URL, gateway.URL) {
				t.Errorf("%s: %+v", scheme, m)
			}
		}
		status, _, stderr := programtest.Run(t, nil, append([]string{"bench"}, args...)...)
		if status != 1 || !strings.Contains(stderr, gateway.URL) || !strings.Contains(stderr, "certificate") || !strings.Contains(stderr, "--insecure") {
			t.Errorf("%s without --insecure: status %d, %s", scheme, status, stderr)
		}
		gateway.Close()
	}
}

// TestBench_Mock starts its own server, watches it, and fails where a condition
// holds.
func TestBench_Mock(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + ln.Addr().String()
	ln.Close()
	if m := benchReport(t, 0, "--mock", "--http2", "--url", url, "--stream", "-n", "20", "-c", "4").Targets[0]; m.Requests != 20 {
		t.Errorf("over HTTP/2: %+v", m)
	}
	r := benchReport(t, 0, "--mock", "--mock-flags=--ttft 5ms", "--url", url, "--stream", "-n", "20", "-c", "4", "--slo", "ttft=1h", "--fail-if", "errors>0,goodput<1")
	if m := r.Targets[0]; m.Requests != 20 || m.TTFT.Min < 5 || m.Goodput == nil || m.Goodput.Share != 1 {
		t.Errorf("%+v", m)
	}
	status, stdout, stderr := programtest.Run(t, nil, "bench", "--mock", "--url", url, "-n", "5", "--fail-if", "requests>4,errors>0")
	if status != 1 || !strings.Contains(stdout, "5 answers") || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "requests>4: "+url) {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
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
	said, err := exec.CommandContext(ctx, programtest.Path(), "bench", "--mock", "--url", "http://"+ln.Addr().String()).CombinedOutput()
	if ctx.Err() != nil || err == nil || !strings.Contains(string(said), "the mock has ended") {
		t.Errorf("%v, %v: %s", ctx.Err(), err, said)
	}
}

// TestBench_MockInterrupted interrupts bench before its mock is well.
func TestBench_MockInterrupted(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	c := exec.Command(programtest.Path(), "bench", "--mock", "--mock-flags=--startup-delay 1h --port 0 --quiet", "--url", "http://127.0.0.1:1")
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
