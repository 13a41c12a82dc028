package serve_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// startAside runs the server with metrics on a port of their own until the test
// ends, and returns its URL and that of the metrics.
func startAside(t *testing.T, args ...string) (url, aside string) {
	t.Helper()
	c := exec.Command(programtest.Path(), append(args, "--port", "0", "--metrics-addr", "127.0.0.1:0")...)
	stdout, _ := c.StdoutPipe()
	stderr, _ := c.StderrPipe()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	first := func(r io.Reader) string {
		line, err := bufio.NewReader(r).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	}
	return first(stdout), first(stderr)
}

func TestServe_Metrics(t *testing.T) {
	p := programtest.Start(t, nil)
	programtest.Post(t, p.URL, `{}`)
	if status, text := programtest.Get(t, p.URL+"/metrics"); status != 200 || !strings.Contains(text, `requests_total{endpoint="/v1/chat/completions",status="200"} 1`) {
		t.Errorf("status %d: %s", status, text)
	}
}

func TestServe_MetricsAddr(t *testing.T) {
	f := func(url string, want int) {
		t.Helper()
		if status, _ := programtest.Get(t, url); status != want {
			t.Errorf("%s: status %d, want %d", url, status, want)
		}
	}
	url, aside := startAside(t)
	f(url+"/metrics", 404)
	f(url+"/debug/pprof/", 404)
	f(aside+"/metrics", 200)
	f(aside+"/", 200) // leads there
	f(aside+"/debug/pprof/", 404)
	f(aside+"/v1/models", 404)

	url, aside = startAside(t, "--pprof")
	f(url+"/debug/pprof/", 404)
	f(aside+"/debug/pprof/", 200)
	f(aside+"/debug/pprof/goroutine?debug=1", 200)
	f(aside+"/debug/pprof/cmdline", 200)
}

// TestServe_AdminOpen warns of a server that the network can change.
func TestServe_AdminOpen(t *testing.T) {
	const warning = "lets whoever reaches this address change the server"
	f := func(warned bool, args ...string) {
		t.Helper()
		p := programtest.Start(t, nil, args...)
		p.Process.Signal(syscall.SIGTERM)
		p.Wait()
		if got := strings.Contains(p.Stderr.String(), warning); got != warned {
			t.Errorf("%v: stderr is %s", args, p.Stderr)
		}
	}
	f(true, "--admin-on-main", "--host", "0.0.0.0")
	f(true, "--admin", "--metrics-addr", "0.0.0.0:0")
	f(true, "--admin", "--metrics-addr", ":0")
	f(false, "--admin-on-main", "--host", "0.0.0.0", "--api-key", "sk-1")
	f(false, "--admin", "--metrics-addr", "0.0.0.0:0", "--api-key", "sk-1")
	f(false, "--admin-on-main")
	f(false, "--admin", "--metrics-addr", "127.0.0.1:0", "--host", "0.0.0.0")
	f(false, "--host", "0.0.0.0")
}

// TestServe_AsideLocked wants profiles and changes to take a key, and metrics none.
func TestServe_AsideLocked(t *testing.T) {
	_, aside := startAside(t, "--admin", "--pprof", "--api-key", "sk-1")
	f := func(path, key string, want int) {
		t.Helper()
		req, err := http.NewRequest("GET", aside+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			req.Header.Set("Authorization", "Bearer "+key)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s with %q: status %d, want %d", path, key, res.StatusCode, want)
		}
	}
	f("/metrics", "", 200)
	f("/_mock/config", "", 401)
	f("/_mock/config", "sk-1", 200)
	f("/debug/pprof/cmdline", "", 401)
	f("/debug/pprof/cmdline", "sk-1", 200)
}

func TestServe_LogFormat(t *testing.T) {
	p := programtest.Start(t, []string{"MOCK_OPENAI_LOG_FORMAT=json"}, "-v", "--log-level", "info")
	programtest.Post(t, p.URL, `{"model":"m","max_tokens":3}`)
	p.Process.Signal(syscall.SIGTERM)
	p.Wait()
	var record struct {
		Msg, Model string
		Status     int
		Tokens     int `json:"completion_tokens"`
	}
	if err := json.Unmarshal(p.Stderr.Bytes(), &record); err != nil || record.Msg != "request" || record.Model != "m" || record.Status != 200 || record.Tokens != 3 {
		t.Errorf("%v, log is %s", err, p.Stderr)
	}
}

func TestServe_LogLevel(t *testing.T) {
	p := programtest.Start(t, nil, "-v", "--log-level", "WARN")
	programtest.Post(t, p.URL, `{}`)
	p.Process.Signal(syscall.SIGTERM)
	if p.Wait(); p.Stderr.Len() > 0 {
		t.Errorf("log is %s", p.Stderr)
	}
}
