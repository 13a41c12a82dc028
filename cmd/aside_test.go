package cmd_test

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
)

// startAside runs the server with metrics on a port of their own until the test
// ends, and returns its URL and that of the metrics.
func startAside(t *testing.T, args ...string) (url, aside string) {
	t.Helper()
	c := exec.Command(binary, append(args, "--port", "0", "--metrics-addr", "127.0.0.1:0")...)
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

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestServe_Metrics(t *testing.T) {
	p := start(t, nil)
	post(t, p.url, `{}`)
	if status, text := get(t, p.url+"/metrics"); status != 200 || !strings.Contains(text, `requests_total{endpoint="/v1/chat/completions",status="200"} 1`) {
		t.Errorf("status %d: %s", status, text)
	}
}

func TestServe_MetricsAddr(t *testing.T) {
	f := func(url string, want int) {
		t.Helper()
		if status, _ := get(t, url); status != want {
			t.Errorf("%s: status %d, want %d", url, status, want)
		}
	}
	url, aside := startAside(t)
	f(url+"/metrics", 404)
	f(url+"/debug/pprof/", 404)
	f(aside+"/metrics", 200)
	f(aside+"/debug/pprof/", 404)
	f(aside+"/v1/models", 404)

	url, aside = startAside(t, "--pprof")
	f(url+"/debug/pprof/", 404)
	f(aside+"/debug/pprof/", 200)
	f(aside+"/debug/pprof/goroutine?debug=1", 200)
	f(aside+"/debug/pprof/cmdline", 200)
}

func TestServe_LogFormat(t *testing.T) {
	p := start(t, []string{"MOCK_OPENAI_LOG_FORMAT=json"}, "-v", "--log-level", "info")
	post(t, p.url, `{"model":"m","max_tokens":3}`)
	p.Process.Signal(syscall.SIGTERM)
	p.Wait()
	var record struct {
		Msg, Model string
		Status     int
		Tokens     int `json:"completion_tokens"`
	}
	if err := json.Unmarshal(p.stderr.Bytes(), &record); err != nil || record.Msg != "request" || record.Model != "m" || record.Status != 200 || record.Tokens != 3 {
		t.Errorf("%v, log is %s", err, p.stderr)
	}
}

func TestServe_LogLevel(t *testing.T) {
	p := start(t, nil, "-v", "--log-level", "WARN")
	post(t, p.url, `{}`)
	p.Process.Signal(syscall.SIGTERM)
	if p.Wait(); p.stderr.Len() > 0 {
		t.Errorf("log is %s", p.stderr)
	}
}
