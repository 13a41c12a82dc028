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

// Watched is a process whose use of the machine is sampled, including its children: many
// servers have workers.
type Watched struct {
	pid  int
	name string
	idle report.Usage

	mu     sync.Mutex
	latest sampled       // when it was seen last
	most   int64         // resident bytes since the start
	under  time.Duration // of CPU time, in the loads that have ended
	loaded time.Duration // how long these took

	cancel context.CancelFunc
	all    sync.WaitGroup
}

// restTime is how long a process is watched before and after the load.
const restTime = time.Second

// Watch samples the process at rest and then until Stop. Only the time that Load marks
// counts as load. Watch needs Linux's /proc.
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
	w.sample()
	ctx, w.cancel = context.WithCancel(ctx)
	w.all.Go(func() { w.watch(ctx) })
	return w, nil
}

func (w *Watched) watch(ctx context.Context) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.sample()
		}
	}
}

// sample samples the process and returns the CPU time that it has used so far. After the end
// of the process, that is what was seen last.
func (w *Watched) sample() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now, err := sampleTree(w.pid); err == nil {
		w.latest, w.most = now, max(w.most, now.resident)
	}
	return w.latest.used
}

// Load marks the beginning of a load. The function that it returns marks its end.
func (w *Watched) Load() (end func()) {
	start, used := time.Now(), w.sample()
	return func() {
		used := w.sample() - used
		w.mu.Lock()
		defer w.mu.Unlock()
		w.under, w.loaded = w.under+used, w.loaded+time.Since(start)
	}
}

// Stop stops sampling and returns what the process used before, during and after the loads. It
// takes the time for that after an interrupt, too: a figure of no time would be wrong.
func (w *Watched) Stop() *report.Process {
	w.cancel()
	w.all.Wait()
	p := &report.Process{PID: w.pid, Name: w.name, Children: max(w.latest.processes-1, 0), Idle: w.idle}
	p.Under = report.Usage{CPU: w.under.Seconds() / max(w.loaded.Seconds(), 1e-9), Resident: w.most}
	if p.Ended = hasEnded(w.pid); !p.Ended {
		p.After, _ = usage(context.Background(), w.pid, restTime)
	}
	return p
}

// usage measures what a process uses from now on.
func usage(ctx context.Context, pid int, over time.Duration) (report.Usage, error) {
	start := time.Now()
	before, err := sampleTree(pid)
	if err != nil {
		return report.Usage{}, err
	}
	select {
	case <-ctx.Done(): // too soon to tell
		return report.Usage{Resident: before.resident}, nil
	case <-time.After(over):
	}
	after, err := sampleTree(pid)
	if err != nil {
		return report.Usage{}, err
	}
	return report.Usage{CPU: (after.used - before.used).Seconds() / time.Since(start).Seconds(), Resident: after.resident}, nil
}
