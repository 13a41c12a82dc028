package serve_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"

	"golang.org/x/sys/unix"
)

// TestServe_ReservesFiles reads how many files the kernel has made room for.
func TestServe_ReservesFiles(t *testing.T) {
	p := programtest.Start(t, nil)
	var limit unix.Rlimit
	if err := unix.Prlimit(p.Process.Pid, unix.RLIMIT_NOFILE, nil, &limit); err != nil {
		t.Fatal(err)
	}
	want := min(limit.Cur, 1<<16)
	var room uint64
	for begin := time.Now(); room < want && time.Since(begin) < time.Minute; time.Sleep(10 * time.Millisecond) {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		_, size, _ := strings.Cut(string(status), "FDSize:")
		fmt.Sscan(size, &room)
	}
	if room < want {
		t.Errorf("there is room for %d files, not %d", room, want)
	}
}
