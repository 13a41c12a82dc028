package bench

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"mock-openai/bench/report"
)

// Watched is a process whose use of the machine is sampled, with its children: many servers
// have workers.
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
	if w.used, _, err = sampleTree(pid); err != nil {
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
		if _, resident, err := sampleTree(w.pid); err == nil {
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
	used, _, err := sampleTree(w.pid)
	if err != nil {
		return nil, fmt.Errorf("%s has ended: %w", w.name, err)
	}
	p := &report.Process{PID: w.pid, Name: w.name, Children: len(tree(w.pid)) - 1, Idle: w.idle}
	p.Under = report.Usage{CPU: (used - w.used).Seconds() / max(time.Since(w.begun).Seconds(), 1e-9), Resident: w.most}
	p.After, err = usage(ctx, w.pid, restTime)
	return p, err
}

// usage is that of a process in the time to come.
func usage(ctx context.Context, pid int, over time.Duration) (report.Usage, error) {
	start := time.Now()
	before, _, err := sampleTree(pid)
	if err != nil {
		return report.Usage{}, err
	}
	select {
	case <-ctx.Done():
	case <-time.After(over):
	}
	after, resident, err := sampleTree(pid)
	return report.Usage{CPU: (after - before).Seconds() / time.Since(start).Seconds(), Resident: resident}, err
}
