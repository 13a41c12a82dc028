// Package programtest builds and runs the program. Only tests import it.
package programtest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// binary is the path of the program, once Test has built it.
var binary string

// Path returns the path of the program under test.
func Path() string { return binary }

// Test is a TestMain: it builds the program, and runs the tests of a package with it.
func Test(m *testing.M) {
	dir, err := os.MkdirTemp("", "mock-openai")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "mock-openai")
	// Unlike go build, go run keeps what it has linked for the next package.
	if out, err := exec.Command("go", "run", "-exec", "cp", "mock-openai", binary).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// Process is a running server. URL is where it listens, Stderr what it has written there.
type Process struct {
	*exec.Cmd
	URL    string
	Stderr *bytes.Buffer
}

// Start runs the server on a free port until the test ends, with env on top of
// the environment.
func Start(t *testing.T, env []string, args ...string) *Process {
	t.Helper()
	p := &Process{Cmd: exec.Command(binary, append(args, "--port", "0")...), Stderr: new(bytes.Buffer)}
	p.Env = append(os.Environ(), env...)
	p.Cmd.Stderr = p.Stderr
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	line, _ := bufio.NewReader(out).ReadString('\n')
	if p.URL = regexp.MustCompile(`https?://[^ ]+`).FindString(line); p.URL == "" {
		p.Wait()
		t.Fatalf("first line is %q, stderr %q", line, p.Stderr)
	}
	return p
}

// Run runs the program to its end and returns status, stdout and stderr.
func Run(t *testing.T, env []string, args ...string) (int, string, string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := exec.Command(binary, args...)
	c.Env, c.Stdout, c.Stderr = append(os.Environ(), env...), &stdout, &stderr
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// Post asks for a chat completion of a server.
func Post(t *testing.T, url, body string) string {
	t.Helper()
	return PostWith(t, url+"/v1", "any", body)
}

// PostWith asks for a chat completion at a base URL, with an API key.
func PostWith(t *testing.T, base, key, body string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, base+"/chat/completions", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v: %s", res.StatusCode, err, answer)
	}
	return string(answer)
}

// Get returns the status and the body of a URL.
func Get(t *testing.T, url string) (int, string) {
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

// Shell returns the path of a shell. It skips the test where that is not installed.
func Shell(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name + " is not installed")
	}
	return path
}
