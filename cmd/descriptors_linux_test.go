package cmd_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestServe_NoDescriptors takes all descriptors a server may have, and wants it
// to accept again as soon as they are given back.
func TestServe_NoDescriptors(t *testing.T) {
	p := start(t, nil)
	const limit = 32
	if err := unix.Prlimit(p.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: limit, Max: limit}, nil); err != nil {
		t.Fatal(err)
	}
	var held []net.Conn
	for range 2 * limit { // those that are not accepted wait in the backlog
		c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
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
	res, err := http.Get(p.url + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
}

// descriptors returns how many files p has open.
func descriptors(t *testing.T, p *process) int {
	t.Helper()
	all, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
