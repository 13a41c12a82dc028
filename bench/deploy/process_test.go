// Package deploy_test runs what this folder deploys as far as that goes without
// Docker and Kubernetes: nginx with the gateway's configuration, k6 with the
// script of the load test, promtool with the alerts, and the manifests through
// kustomize and Helm into the types of Kubernetes.
package deploy_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// binary is the server.
var binary string

func TestMain(m *testing.M) {
	if role := roles[filepath.Base(os.Args[0])]; role != nil {
		play(role)
	}
	dir, err := os.MkdirTemp("", "mock-openai")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "mock-openai")
	build := exec.Command("go", "run", "-exec", "cp", ".", binary) // keeps what it has linked
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// serve runs the server on a free port until the test ends, with env on top of
// the environment, and returns its host and port.
func serve(t *testing.T, env []string, args ...string) string {
	t.Helper()
	c := exec.Command(binary, append(args, "--port", "0")...)
	c.Env = append(os.Environ(), env...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	line, _ := bufio.NewReader(out).ReadString('\n')
	address := regexp.MustCompile(`https?://([^ ]+)`).FindStringSubmatch(line)
	if address == nil {
		t.Fatalf("first line is %q", line)
	}
	return address[1]
}
