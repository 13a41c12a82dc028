package bench_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/bench"
)

// TestWatch watches this process, which is found by its port, burn a processor.
func TestWatch(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	pid, err := bench.PIDOfPort(ln.Addr().(*net.TCPAddr).Port)
	if err != nil || pid != os.Getpid() {
		t.Fatalf("process %d, %v, want %d", pid, err, os.Getpid())
	}
	w, err := bench.Watch(t.Context(), pid)
	if err != nil {
		t.Fatal(err)
	}
	end := w.Load()
	for start := time.Now(); time.Since(start) < time.Second; {
	}
	end()
	p := w.Stop()
	if p.PID != pid || p.Name == "" || p.Under.CPU <= 0 || p.Under.CPU <= p.Idle.CPU || p.Under.Resident < 1<<20 || p.After.Resident < 1<<20 {
		t.Errorf("%+v", p)
	}
	if _, err := bench.Watch(t.Context(), 1<<30); err == nil {
		t.Error("a process that is not there is watched")
	}
}

// TestWatch_Children watches a port of this process, which is idle while a child of it uses
// all of a processor.
func TestWatch_Children(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	file, err := ln.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	child := exec.Command("sh", "-c", "while :; do :; done")
	child.ExtraFiles = []*os.File{file}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Wait()
	defer child.Process.Kill()
	pid, err := bench.PIDOfPort(ln.Addr().(*net.TCPAddr).Port)
	if err != nil || pid != os.Getpid() {
		t.Fatalf("process %d, %v, want %d", pid, err, os.Getpid())
	}
	w, err := bench.Watch(t.Context(), pid)
	if err != nil {
		t.Fatal(err)
	}
	end := w.Load()
	for before := childTime(t, child); childTime(t, child) < before+10; time.Sleep(10 * time.Millisecond) {
	}
	end()
	p := w.Stop()
	if p.Children < 1 || p.Under.CPU <= 0 {
		t.Errorf("%+v", p)
	}
}

// TestWatch_Ended watches a process that uses a processor outside of any load, and ends.
func TestWatch_Ended(t *testing.T) {
	t.Parallel()
	busy := exec.Command("sh", "-c", "while :; do :; done")
	if err := busy.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := bench.Watch(t.Context(), busy.Process.Pid)
	busy.Process.Kill()
	busy.Wait()
	if err != nil {
		t.Fatal(err)
	}
	w.Load()()
	if p := w.Stop(); !p.Ended || p.Name != "sh" || p.Idle.CPU <= 0 || p.Under.CPU != 0 || p.Under.Resident == 0 {
		t.Errorf("%+v", p)
	}
}

// childTime is how many ticks of CPU time a child has used itself.
func childTime(t *testing.T, child *exec.Cmd) int {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", child.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	ticks, err := strconv.Atoi(strings.Fields(string(raw))[13])
	if err != nil {
		t.Fatal(err)
	}
	return ticks
}

// TestWatch_Interrupted measures after an interrupt, too, what the process uses.
func TestWatch_Interrupted(t *testing.T) {
	t.Parallel()
	busy := exec.Command("sh", "-c", "while :; do :; done")
	if err := busy.Start(); err != nil {
		t.Fatal(err)
	}
	defer busy.Wait()
	defer busy.Process.Kill()
	ctx, interrupt := context.WithCancel(t.Context())
	w, err := bench.Watch(ctx, busy.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	interrupt()
	if p := w.Stop(); p.After.CPU <= 0 {
		t.Errorf("%+v", p)
	}
}
