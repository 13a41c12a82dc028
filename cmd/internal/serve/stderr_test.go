package serve_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// startInto runs the server with a pipe for stderr, both ends of which it returns.
func startInto(t *testing.T, args ...string) (c *exec.Cmd, url string, stderr *os.File) {
	t.Helper()
	stderr, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stderr.Close() })
	c = exec.Command(programtest.Path(), append(args, "--port", "0")...)
	c.Stderr = w
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	line, _ := bufio.NewReader(out).ReadString('\n')
	return c, regexp.MustCompile(`http://[0-9.:]+`).FindString(line), stderr
}

// TestServe_StuckStderr has nobody read the log: all requests are answered, lines
// are counted that did not fit, and the process ends.
func TestServe_StuckStderr(t *testing.T) {
	c, url, _ := startInto(t, "-v", "--log-level", "debug")
	unlogged := func() (n int) {
		_, metrics := programtest.Get(t, url+"/metrics")
		fmt.Sscanf(metrics[strings.Index(metrics, "\nmock_openai_unlogged_lines_total "):], "\nmock_openai_unlogged_lines_total %d", &n)
		return n
	}
	path := "/" + strings.Repeat("x", 8000) // for long lines
	for made := 0; made < 400 || unlogged() == 0; made++ {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
	c.Process.Signal(syscall.SIGTERM)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// TestServe_ClosedStderr has the reader of the log go.
func TestServe_ClosedStderr(t *testing.T) {
	c, url, stderr := startInto(t, "-v")
	programtest.Post(t, url, `{}`)
	stderr.Close()
	for range 50 {
		programtest.Post(t, url, `{}`)
	}
	c.Process.Signal(syscall.SIGTERM)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// TestServe_StuckStdout has a full pipe for stdout: the server serves and ends.
func TestServe_StuckStdout(t *testing.T) {
	r, full, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer full.Close()
	for err == nil {
		full.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
		_, err = full.Write([]byte{0})
	}
	c := exec.Command(programtest.Path(), "--port", "0", "--metrics-addr", "127.0.0.1:0")
	c.Stdout = full
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	line, err := bufio.NewReader(stderr).ReadString('\n') // comes behind the line on stdout
	if err != nil {
		t.Fatal(err)
	}
	if res, err := http.Get(regexp.MustCompile(`http://[0-9.:]+/metrics`).FindString(line)); err != nil {
		t.Error(err)
	} else {
		res.Body.Close()
	}
	c.Process.Signal(syscall.SIGTERM)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}
