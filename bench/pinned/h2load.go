//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mock-openai/bench/record"
)

// h2load is the load generator of nghttp2, which speaks HTTP/1.1 and HTTP/2.
type h2load struct {
	cores    coreSet
	body     string // a file
	duration time.Duration
	args     []string
}

// run loads p and returns the cost, handshakes included. Failed requests are errors.
func (l h2load) run(ctx context.Context, p *process, path string) (record.Round, error) {
	before, err := p.cpu()
	if err != nil {
		return record.Round{}, err
	}
	args := append([]string{"-D", strconv.Itoa(int(l.duration.Seconds())), "-d", l.body, "-H", "Content-Type: application/json"}, l.args...)
	output, err := pinned(ctx, l.cores, "h2load", append(args, p.url+path)...).CombinedOutput()
	if err != nil {
		return record.Round{}, fmt.Errorf("h2load: %w: %s", err, output)
	}
	after, err := p.cpu()
	if err != nil {
		return record.Round{}, err
	}
	round, err := parseH2load(string(output))
	round.CPU = (after - before).Seconds()
	return round, err
}

var (
	h2loadTime     = regexp.MustCompile(`finished in ([\d.]+[a-z]+),`)
	h2loadRequests = regexp.MustCompile(`(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout`)
)

// parseH2load parses the output of h2load.
func parseH2load(output string) (record.Round, error) {
	round := record.Round{Output: output}
	elapsed, counts := h2loadTime.FindStringSubmatch(output), h2loadRequests.FindStringSubmatch(output)
	switch {
	case elapsed == nil || counts == nil:
		return round, fmt.Errorf("h2load says nothing of its requests: %q", output)
	case counts[2] != "0" || counts[3] != "0" || counts[4] != "0" || counts[1] == "0":
		return round, fmt.Errorf("h2load counts errors: %s", counts[0])
	}
	took, err := time.ParseDuration(elapsed[1])
	if err != nil {
		return round, err
	}
	round.Seconds = took.Seconds()
	round.Requests, err = strconv.Atoi(counts[1])
	return round, err
}

func h2loadCommand(l generatorLoad) (*exec.Cmd, error) {
	if err := os.RemoveAll(l.scratch); err != nil { // h2load appends
		return nil, err
	}
	return exec.Command("h2load", "--h1", "-t1", "-c", strconv.Itoa(l.connections), "-D", strconv.Itoa(int(l.duration.Seconds())),
		"-d", l.body, "-H", "Content-Type: application/json", "--log-file", l.scratch, l.url), nil
}

// parseH2loadLog computes the median, which h2load does not print, from its log. The log has
// a line for each request: start, status and duration in microseconds.
func parseH2loadLog(output []byte, l generatorLoad) (g generated, err error) {
	round, err := parseH2load(string(output))
	if err != nil {
		return g, err
	}
	log, err := os.ReadFile(l.scratch)
	if err != nil {
		return g, err
	}
	var took []float64
	for line := range strings.Lines(string(log)) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return g, fmt.Errorf("a line of h2load's log is %q", line)
		}
		us, err := strconv.ParseFloat(fields[2], 64)
		if err != nil {
			return g, err
		}
		took = append(took, us)
	}
	if len(took) == 0 {
		return g, errors.New("h2load's log is empty")
	}
	return generated{round.Requests, round.Seconds, time.Duration(medianOf(took) * 1e3)}, nil
}
