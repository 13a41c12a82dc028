//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"mock-openai/bench/record"
)

// wrk is the load generator of one series.
type wrk struct {
	cores       coreSet // each gets a thread
	script      string  // a file; "" means GET
	connections int
	duration    time.Duration
}

// warm returns w, shortened if it is only a warm-up.
func (w wrk) warm(up bool) wrk {
	if up {
		w.duration = time.Second
	}
	return w
}

// run loads p and returns the cost. Errors that wrk counts are errors.
func (w wrk) run(ctx context.Context, p *process, path string) (record.Round, error) {
	before, err := p.cpu()
	if err != nil {
		return record.Round{}, err
	}
	output, err := w.command(ctx, p.url+path).CombinedOutput()
	if err != nil {
		return record.Round{}, fmt.Errorf("wrk: %w: %s", err, output)
	}
	after, err := p.cpu()
	if err != nil {
		return record.Round{}, err
	}
	round, err := parseWrk(string(output))
	round.CPU = (after - before).Seconds()
	return round, err
}

func (w wrk) command(ctx context.Context, url string) *exec.Cmd {
	args := []string{"-t", strconv.Itoa(max(len(w.cores), 1)), "-c", strconv.Itoa(w.connections), "-d", strconv.Itoa(int(w.duration.Seconds())), "--latency", "--timeout", "10s"}
	if w.script != "" {
		args = append(args, "-s", w.script)
	}
	return pinned(ctx, w.cores, "wrk", append(args, url)...)
}

var (
	wrkRequests = regexp.MustCompile(`(\d+) requests in ([\d.]+[a-z]+)`)
	wrkErrors   = regexp.MustCompile(`Socket errors: .*|Non-2xx .*`)
)

// parseWrk parses the output of wrk.
func parseWrk(output string) (record.Round, error) {
	round := record.Round{Output: output}
	if errors := wrkErrors.FindString(output); errors != "" {
		return round, fmt.Errorf("wrk counts errors: %s", errors)
	}
	m := wrkRequests.FindStringSubmatch(output)
	if m == nil {
		return round, fmt.Errorf("wrk says nothing of its requests: %q", output)
	}
	elapsed, err := time.ParseDuration(m[2])
	if err != nil {
		return round, err
	}
	round.Seconds = elapsed.Seconds()
	round.Requests, err = strconv.Atoi(m[1])
	if err == nil && round.Requests == 0 {
		err = fmt.Errorf("wrk made no requests: %q", output)
	}
	return round, err
}

func wrkCommand(l generatorLoad) (*exec.Cmd, error) {
	body, err := os.ReadFile(l.body)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(l.scratch, []byte(request{body: string(body)}.script()), 0o644); err != nil {
		return nil, err
	}
	w := wrk{script: l.scratch, connections: l.connections, duration: l.duration}
	return w.command(context.Background(), l.url), nil
}

var wrkMedian = regexp.MustCompile(`50%\s+([\d.]+[a-z]+)`)

func parseWrkGenerated(output []byte, _ generatorLoad) (g generated, err error) {
	round, err := parseWrk(string(output))
	if err != nil {
		return g, err
	}
	m := wrkMedian.FindSubmatch(output)
	if m == nil {
		return g, fmt.Errorf("wrk says nothing of its latency: %q", output)
	}
	g = generated{requests: round.Requests, seconds: round.Seconds}
	g.p50, err = time.ParseDuration(string(m[1]))
	return g, err
}
