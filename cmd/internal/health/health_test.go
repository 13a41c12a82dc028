package health_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

func TestHealth_Success(t *testing.T) {
	f := func(env []string, args ...string) {
		t.Helper()
		if status, stdout, stderr := programtest.Run(t, env, append([]string{"health"}, args...)...); status != 0 || stdout+stderr != "" {
			t.Errorf("%v %v: status %d, stdout %q, stderr %q", env, args, status, stdout, stderr)
		}
	}
	p := programtest.Start(t, nil, "--api-key", "sk-secret")
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.URL, "http://"))
	f(nil, "--port", port)
	f([]string{"MOCK_OPENAI_PORT=" + port})
	f([]string{"MOCK_OPENAI_PORT=" + port, "MOCK_OPENAI_HOST=0.0.0.0"})
	f([]string{"MOCK_OPENAI_PORT=" + port, "HTTP_PROXY=http://127.0.0.1:1"}, "--host", "localhost")
	f([]string{"MOCK_OPENAI_HEALTH_URL=" + p.URL + "/health"}, "--port", "1")

	secured := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer secured.Close()
	f(nil, "--url", secured.URL)
}

// TestHealth_Wait asks a server that is not well at first.
func TestHealth_Wait(t *testing.T) {
	var asked atomic.Int32
	loading := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 4 {
			w.WriteHeader(503)
		}
	}))
	defer loading.Close()
	if status, _, stderr := programtest.Run(t, nil, "health", "--url", loading.URL, "--wait", "5m"); status != 0 {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

// TestHealth_TLS wants the variables that have a server speak TLS to have its health
// be asked for over TLS.
func TestHealth_TLS(t *testing.T) {
	certFile, keyFile := programtest.WriteCertificate(t, t.TempDir(), "mock")
	f := func(env ...string) {
		t.Helper()
		p := programtest.Start(t, env)
		_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.URL, "https://"))
		env = append(env, "MOCK_OPENAI_PORT="+port, "MOCK_OPENAI_HOST=0.0.0.0")
		if status, _, stderr := programtest.Run(t, env, "health"); status != 0 {
			t.Errorf("%v: status %d, stderr %q", env, status, stderr)
		}
	}
	f("MOCK_OPENAI_TLS_SELF_SIGNED=true")
	f("MOCK_OPENAI_TLS_CERT="+certFile, "MOCK_OPENAI_TLS_KEY="+keyFile)
}

func TestHealth_Failure(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, append([]string{"health"}, args...)...)
		if status == 0 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q, want one line with %q", args, status, stdout, stderr, want)
		}
	}
	loading := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	defer loading.Close()
	f(loading.URL+" is not healthy: status 503", "--url", loading.URL)

	mute, err := net.Listen("tcp", "127.0.0.1:0") // accepts, in the kernel, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(mute.Addr().String())
	f("is not healthy: ", "--port", port, "--timeout", "50ms")
	mute.Close()
	f("http://127.0.0.1:"+port+"/health is not healthy: connection refused", "--port", port)

	f("--wait must not be negative", "--wait=-1s")
	f("--timeout must be positive", "--timeout", "0s")
	f("--timeout", "--timeout", "soon")
}
