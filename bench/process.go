package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"mock-openai/bench/report"
)

// Watched is a process whose use of the machine is sampled.
type Watched struct {
	pid  int
	name string
	idle report.Usage
	most int64 // resident bytes under load

	begun  time.Time
	used   time.Duration
	cancel context.CancelFunc
	all    sync.WaitGroup
}

// restTime is how long a process is watched before and after the load.
const restTime = time.Second

// Watch samples the process at rest, and then until Stop. It needs Linux's /proc.
func Watch(ctx context.Context, pid int) (*Watched, error) {
	w := &Watched{pid: pid}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return nil, fmt.Errorf("cannot watch process %d: %w", pid, err)
	}
	w.name = strings.TrimSpace(string(name))
	if w.idle, err = usage(ctx, pid, restTime); err != nil {
		return nil, err
	}
	if w.used, _, err = sample(pid); err != nil {
		return nil, err
	}
	w.begun = time.Now()
	ctx, w.cancel = context.WithCancel(ctx)
	w.all.Go(func() { w.watch(ctx) })
	return w, nil
}

func (w *Watched) watch(ctx context.Context) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, resident, err := sample(w.pid); err == nil {
			w.most = max(w.most, resident)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Stop ends the load, and tells what the process used before, in and after it.
func (w *Watched) Stop(ctx context.Context) (*report.Process, error) {
	w.cancel()
	w.all.Wait()
	used, _, err := sample(w.pid)
	if err != nil {
		return nil, fmt.Errorf("%s has ended: %w", w.name, err)
	}
	p := &report.Process{PID: w.pid, Name: w.name, Idle: w.idle}
	p.Under = report.Usage{CPU: (used - w.used).Seconds() / max(time.Since(w.begun).Seconds(), 1e-9), Resident: w.most}
	p.After, err = usage(ctx, w.pid, restTime)
	return p, err
}

// usage is that of a process in the time to come.
func usage(ctx context.Context, pid int, over time.Duration) (report.Usage, error) {
	start := time.Now()
	before, _, err := sample(pid)
	if err != nil {
		return report.Usage{}, err
	}
	select {
	case <-ctx.Done():
	case <-time.After(over):
	}
	after, resident, err := sample(pid)
	return report.Usage{CPU: (after - before).Seconds() / time.Since(start).Seconds(), Resident: resident}, err
}

// clockTick is the unit of CPU time in /proc: a hundredth of a second wherever Go
// runs.
const clockTick = 10 * time.Millisecond

// sample is the CPU time that a process has used and its resident memory.
func sample(pid int) (used time.Duration, resident int64, err error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	// The name, in parentheses, may hold anything.
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(fields) < 22 {
		return 0, 0, fmt.Errorf("cannot read /proc/%d/stat", pid)
	}
	user, userErr := strconv.ParseInt(fields[11], 10, 64)
	system, systemErr := strconv.ParseInt(fields[12], 10, 64)
	pages, pagesErr := strconv.ParseInt(fields[21], 10, 64)
	return time.Duration(user+system) * clockTick, pages * int64(os.Getpagesize()), errors.Join(userErr, systemErr, pagesErr)
}

// PortOf is the process that listens on a TCP port. It needs Linux's /proc, and
// the right to read that process's files.
func PortOf(port int) (pid int, err error) {
	sockets := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		raw, err := os.ReadFile(table)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(raw)) {
			const listening = "0A"
			f := strings.Fields(line)
			if len(f) > 9 && f[3] == listening && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) {
				sockets["socket:["+f[9]+"]"] = true
			}
		}
	}
	files, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, file := range files {
		if target, err := os.Readlink(file); err == nil && sockets[target] {
			return strconv.Atoi(strings.Split(file, "/")[2])
		}
	}
	return 0, fmt.Errorf("no process is seen to listen on port %d", port)
}
