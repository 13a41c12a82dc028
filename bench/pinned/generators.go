//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mock-openai/bench/record"
)

// generatorsCommand measures mock-openai bench beside other load generators, which load the
// same server in turns.
type generatorsCommand struct {
	Binary     string         `default:"./mock-openai" help:"The server, and the load generator to measure."`
	ServerCore int            `default:"0" help:"Core of the server."`
	LoadCore   int            `default:"1" help:"Core of the load generators."`
	Rounds     int            `default:"5" help:"How often each load generator is measured."`
	Duration   time.Duration  `default:"5s" help:"Length of a round, whole seconds."`
	Requests   *regexp.Regexp `default:"." help:"The rows to measure, by name."`
	Into       string         `placeholder:"FILE" help:"Where to put the table between the markers named generators."`

	dir string // directory for the bodies of requests and for logs
}

// generator is a load generator. It loads a chat endpoint with the requests of a file.
type generator struct {
	name    string
	command func(l generatorLoad) (*exec.Cmd, error)
	parse   func(output []byte, l generatorLoad) (generated, error)
}

// generatorLoad is what all load generators are asked to do.
type generatorLoad struct {
	url, body   string // body is a file
	connections int
	duration    time.Duration
	scratch     string // a file
}

// generated is what a load generator reports.
type generated struct {
	requests int
	seconds  float64
	p50      time.Duration
}

// base is the load generator that the others are compared with.
const base = "wrk"

var generators = []generator{
	{base, wrkCommand, parseWrkGenerated},
	{"bench", nil, parseBench}, // the command depends on the binary
	{"h2load", h2loadCommand, parseH2loadLog},
	{"oha", ohaCommand, parseOha},
}

// generatorTests are the rows: servers that leave the client idle most of the time, and
// servers that are busy.
var generatorTests = []struct {
	name, body  string
	flags       []string
	connections int
}{
	{"chat after 5 ms", chatStart + `}`, []string{"--ttft", "5ms"}, 16},
	{"stream after 5 ms", chatStart + `,"stream":true}`, []string{"--ttft", "5ms"}, 16},
	{"chat, the server's core busy", chatStart + `}`, nil, 64},
	{"stream, the server's core busy", chatStart + `,"stream":true}`, nil, 64},
}

func (c *generatorsCommand) Run(ctx context.Context) error {
	if _, err := exec.LookPath(base); err != nil {
		return fmt.Errorf("the others are compared with %s: %w", base, err)
	}
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	for _, t := range []string{base, "h2load", "oha"} {
		if _, err := exec.LookPath(t); err == nil {
			r.Tools = append(r.Tools, tool(t, "--version"))
		}
	}
	if c.dir, err = os.MkdirTemp("", "generators"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	var b strings.Builder
	b.WriteString(heading(r))
	b.WriteString("\n| requests, connections | client | requests/s | rate, of wrk's (lowest–highest) | p50, ms | of wrk's (lowest–highest) | requests per CPU second of the client, of wrk's |\n" +
		"|---|---|--:|--:|--:|--:|--:|\n")
	for _, t := range generatorTests {
		if !c.Requests.MatchString(t.name) {
			continue
		}
		server, err := start(ctx, coreSet{c.ServerCore}, c.Binary, append([]string{"--port", "0", "--quiet"}, t.flags...)...)
		if err != nil {
			return err
		}
		rows, err := c.measure(ctx, generatorLoad{url: server.url + chat, connections: t.connections, duration: c.Duration}, t.body)
		server.stop()
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		b.WriteString(rows.table(fmt.Sprintf("%s, %d", t.name, t.connections)))
	}
	return publish(b.String(), c.Into, "generators")
}

// generatorResults are the rounds of one row, in the CPU time of the clients.
type generatorResults struct {
	record.Series
	p50 map[string][]float64 // ms, by load generator
}

// measure runs the load generators that are installed, in turns.
func (c *generatorsCommand) measure(ctx context.Context, l generatorLoad, body string) (generatorResults, error) {
	l.body, l.scratch = filepath.Join(c.dir, "body.json"), filepath.Join(c.dir, "log")
	r := generatorResults{p50: map[string][]float64{}}
	if err := os.WriteFile(l.body, []byte(body), 0o644); err != nil {
		return r, err
	}
	var used []generator
	var names []string
	for _, g := range generators {
		if g.name == "bench" {
			g.command = c.benchCommand
		} else if _, err := exec.LookPath(g.name); err != nil {
			fmt.Fprintf(os.Stderr, "%s is not installed\n", g.name)
			continue
		}
		used, names = append(used, g), append(names, g.name)
	}
	var err error
	r.Servers, err = alternate(c.Rounds, names, func(i int, warmup bool) (record.Round, error) {
		round, p50, err := used[i].run(ctx, coreSet{c.LoadCore}, l)
		if !warmup {
			r.p50[names[i]] = append(r.p50[names[i]], p50.Seconds()*1e3)
		}
		return round, err
	})
	return r, err
}

// run runs g for a round and returns the cost in its own CPU time.
func (g generator) run(ctx context.Context, cores coreSet, l generatorLoad) (round record.Round, p50 time.Duration, err error) {
	plain, err := g.command(l)
	if err != nil {
		return round, 0, err
	}
	command := pinned(ctx, cores, plain.Path, plain.Args[1:]...)
	output, err := command.Output()
	if err != nil {
		return round, 0, fmt.Errorf("%w: %s", err, output)
	}
	seen, err := g.parse(output, l)
	if err == nil && seen.requests == 0 {
		err = errors.New("it made no requests")
	}
	used := command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return record.Round{Requests: seen.requests, Seconds: seen.seconds, CPU: used.Seconds()}, seen.p50, err
}

// table returns a row for each load generator.
func (r generatorResults) table(row string) string {
	var b strings.Builder
	for _, s := range r.Servers {
		rates, p50s, work := r.over(s.Name, base)
		fmt.Fprintf(&b, "| %s | %s | %.0f | %s | %.3g | %s | %.2f |\n", row, s.Name, s.Median(record.Round.Rate), rates,
			medianOf(r.p50[s.Name]), p50s, work)
		row = ""
	}
	return b.String()
}

// over compares the rounds of a load generator with those of another.
func (r generatorResults) over(name, base string) (rates, p50s string, work float64) {
	of, to := r.Server(name), r.Server(base)
	var rate, p50, perCPU []float64
	for i := range of.Rounds {
		rate = append(rate, of.Rounds[i].Rate()/to.Rounds[i].Rate())
		p50 = append(p50, r.p50[name][i]/r.p50[base][i])
		perCPU = append(perCPU, to.Rounds[i].Cost()/of.Rounds[i].Cost())
	}
	span := func(v []float64) string {
		return fmt.Sprintf("**%.2f** (%.2f–%.2f)", medianOf(v), slices.Min(v), slices.Max(v))
	}
	return span(rate), span(p50), medianOf(perCPU)
}

func medianOf(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func (c *generatorsCommand) benchCommand(l generatorLoad) (*exec.Cmd, error) {
	return exec.Command(c.Binary, "bench", "--json", "--quiet", "--body", l.body, "-c", strconv.Itoa(l.connections), "-d", l.duration.String(), "--url", l.url), nil
}

func parseBench(output []byte, _ generatorLoad) (g generated, err error) {
	var report struct {
		Targets []struct {
			Seconds  float64
			Requests int
			Errors   int
			Latency  struct{ P50 float64 } `json:"latency_ms"`
		}
	}
	if err := json.Unmarshal(output, &report); err != nil {
		return g, err
	}
	if len(report.Targets) != 1 || report.Targets[0].Errors > 0 {
		return g, errors.New("bench counts errors")
	}
	t := report.Targets[0]
	return generated{t.Requests, t.Seconds, time.Duration(t.Latency.P50 * 1e6)}, nil
}

func ohaCommand(l generatorLoad) (*exec.Cmd, error) {
	return exec.Command("oha", "--no-tui", "--output-format", "json", "-z", l.duration.String(), "-c", strconv.Itoa(l.connections),
		"-m", "POST", "-D", l.body, "-T", "application/json", l.url), nil
}

// parseOha counts the answers. oha drops those under way at the end; they are not errors.
func parseOha(output []byte, _ generatorLoad) (g generated, err error) {
	var report struct {
		Summary  struct{ Total float64 }
		Latency  struct{ P50 float64 } `json:"latencyPercentiles"`
		Statuses map[string]int        `json:"statusCodeDistribution"`
	}
	if err := json.Unmarshal(output, &report); err != nil {
		return g, err
	}
	if len(report.Statuses) != 1 {
		return g, fmt.Errorf("oha counts the statuses %v", report.Statuses)
	}
	return generated{report.Statuses["200"], report.Summary.Total, time.Duration(report.Latency.P50 * 1e9)}, nil
}
