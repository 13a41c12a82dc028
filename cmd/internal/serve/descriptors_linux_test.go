package serve_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"

	"golang.org/x/sys/unix"
)

// TestServe_NoDescriptors takes all descriptors a server may have, and wants it
// to accept again as soon as they are given back.
func TestServe_NoDescriptors(t *testing.T) {
	p := programtest.Start(t, nil)
	const limit = 32
	if err := unix.Prlimit(p.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: limit, Max: limit}, nil); err != nil {
		t.Fatal(err)
	}
	var held []net.Conn
	for range 2 * limit { // those that are not accepted wait in the backlog
		c, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		held = append(held, c)
	}
	for descriptors(t, p) < limit {
		time.Sleep(time.Millisecond)
	}
	for _, c := range held {
		c.Close()
	}
	res, err := http.Get(p.URL + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
}

// descriptors returns how many files p has open.
func descriptors(t *testing.T, p *programtest.Process) int {
	t.Helper()
	all, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestServe_NoDescriptorsToPace asks for the first paced stream while no descriptor
// is left for a timer, and wants the next one paced.
func TestServe_NoDescriptorsToPace(t *testing.T) {
	p := programtest.Start(t, nil)
	ask := func() int {
		res, err := http.Post(p.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"model":"gpt-4-mock:ttft=1ms,tokens=1","stream":true,"messages":[]}`))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode
	}
	limit := func(n uint64) {
		if err := unix.Prlimit(p.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: n, Max: 1024}, nil); err != nil {
			t.Fatal(err)
		}
	}
	res, err := http.Get(p.URL + "/health") // opens the connection
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, res.Body)
	res.Body.Close()
	limit(1)
	if status := ask(); status != http.StatusInternalServerError {
		t.Errorf("without a descriptor status %d", status)
	}
	limit(1024)
	if status := ask(); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
}
