package benchmark

import (
	"context"
	"net/url"
	"strconv"

	"mock-openai/bench"
	"mock-openai/bench/report"
)

// watching watches the process of --pid or --port-of. Nil watches nothing.
type watching struct {
	*bench.Watched
	target int // the URL that it answers: 0 is --url
}

// watch starts to watch the process of --pid or --port-of.
func (c *Command) watch(ctx context.Context) (w *watching, err error) {
	pid := c.PID
	if c.PortOf > 0 {
		if pid, err = bench.PIDOfPort(c.PortOf); err != nil {
			return nil, err
		}
	}
	if pid == 0 {
		return nil, nil
	}
	w = &watching{target: c.targetOf(pid)}
	w.Watched, err = bench.Watch(ctx, pid)
	return w, err
}

// targetOf returns the index of the URL whose port the process listens on, or else that of
// the last URL.
func (c *Command) targetOf(pid int) int {
	last := len(c.Compare)
	for i := last; i >= 0; i-- {
		target := c.URL
		if i > 0 {
			target = c.Compare[i-1]
		}
		u, err := url.Parse(target)
		if err != nil {
			continue
		}
		port, err := strconv.Atoi(u.Port())
		if err != nil {
			continue
		}
		if owner, err := bench.PIDOfPort(port); err == nil && owner == pid {
			return i
		}
	}
	return last
}

// loads notes that the load of a URL begins. The function that it returns notes its end.
func (w *watching) loads(target int) (end func()) {
	if w == nil || w.target != target {
		return func() {}
	}
	return w.Load()
}

// report stops watching and adds to r what the process used.
func (w *watching) report(r *report.Report) {
	if w != nil && w.target < len(r.Targets) {
		r.Targets[w.target].Process = w.Stop()
	}
}
