// Package benchmark is the command bench, which loads URLs and reports what it measured.
package benchmark

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"mock-openai/bench/load"
	"mock-openai/bench/report"
	"mock-openai/cmd/internal/given"
	"mock-openai/cmd/internal/machine"
	"mock-openai/fast"
)

// Command loads one URL, or several in turns.
type Command struct {
	targetFlags  `group:"Targets:"`
	requestFlags `group:"Requests:"`
	loadFlags    `group:"Load:"`
	verifyFlags  `group:"Verification:"`
	outputFlags  `group:"Output:"`

	Report string   `arg:"" optional:"" name:"url|report" help:"A URL is loaded, as with --url. With the word report nothing is loaded; files that --json wrote are shown: bench report A.json B.json. Only --html, --csv, --json and --quiet go with it."`
	Files  []string `arg:"" optional:"" name:"file" help:"Files for report; several are shown side by side."`

	// Version is that of the program, for reports.
	Version string `kong:"-"`

	// MockConfig returns the configuration of a server with the flags of --mock-flags, for
	// --oracle.
	MockConfig func(flags []string) (fast.Config, error) `kong:"-"`
}

// targetFlags are the flags that say what to load.
type targetFlags struct {
	URL     string   `name:"url" env:"-" default:"http://127.0.0.1:3000" help:"What to load. Without a path, that of --api is added."`
	Compare []string `env:"-" sep:"none" placeholder:"URL" help:"Load this URL too, in short turns with the first, and show what it adds. The first is usually the server, this one the gateway before it. May be repeated."`
	Blocks  int      `env:"-" default:"20" aliases:"rounds" help:"How many turns each URL has with --compare. Duration and requests are shared out among them."`

	Mock      bool   `env:"-" help:"Start a mock-openai at the host and port of --url for the run, with a certificate of its own if that is https."`
	MockFlags string `env:"-" placeholder:"FLAGS" help:"Flags of that mock: --mock-flags='--ttft 300ms --itl 15ms'."`

	PID    int `name:"pid" env:"-" placeholder:"PID" xor:"pid" help:"Watch processor and memory of this process and its children, usually the gateway: at rest, under load and after it."`
	PortOf int `env:"-" placeholder:"PORT" xor:"pid" help:"The same for the process that listens on this port, and its children."`

	APIKey        string   `name:"api-key" placeholder:"KEY" help:"Key to send where --api has it: as a bearer token, or in x-api-key, x-goog-api-key or api-key."`
	Header        []string `env:"-" sep:"none" placeholder:"'NAME: VALUE'" help:"Header to send. May be repeated."`
	CompareAPIKey string   `name:"compare-api-key" env:"-" placeholder:"KEY" help:"Key for the URLs of --compare instead of --api-key."`
	CompareHeader []string `env:"-" sep:"none" placeholder:"'NAME: VALUE'" help:"Header for the URLs of --compare, instead of one of that name in --header. May be repeated."`
	CompareModel  string   `env:"-" placeholder:"MODEL" help:"Model for the URLs of --compare instead of --model."`

	Remote   bool `env:"-" help:"Allow hosts other than loopback. Load only what is yours to load."`
	Insecure bool `env:"-" help:"Do not verify the certificate of an https URL."`
	HTTP2    bool `name:"http2" env:"-" help:"Speak HTTP/2, without TLS by prior knowledge."`
}

// loadFlags are the flags that say when requests are sent.
type loadFlags struct {
	Connections int           `short:"c" env:"-" placeholder:"64" help:"Most requests under way at once, each on a connection of its own. Without --rate each connection sends as soon as it has its answer (closed loop): times then include waiting for the other connections."`
	Duration    time.Duration `short:"d" env:"-" placeholder:"10s" help:"When to stop sending, for each URL. Answers under way are waited for."`
	Requests    int           `short:"n" env:"-" placeholder:"N" help:"When to stop sending, for each URL, instead of --duration or before it; without --duration after 10 minutes at the latest."`
	Warmup      time.Duration `env:"-" placeholder:"TIME" help:"Load each URL for this long before it counts, at --rate if given."`
	Rate        float64       `env:"-" placeholder:"N" help:"Requests per second, whatever the answers do (open loop). Times count from when a request was due."`
	Arrivals    string        `env:"-" default:"constant" help:"How requests of --rate arrive: constant, poisson, or gamma:CV with that coefficient of variation."`
	Ramp        time.Duration `env:"-" placeholder:"TIME" help:"Time until the full rate, or all connections, are reached."`
	Timeout     time.Duration `env:"-" default:"1m" help:"Longest time for an answer. A longer one is an error."`
	Sweep       bool          `env:"-" help:"Seek the highest rates at which p99 stays below 1, 5, 10, 50 and 100 ms without an error, and with --verify all answers are intact, in steps of --duration (2s). That p99 is of whole answers, and of streams of TTFT, the time to the first content. With --stream also the most streams at once with no event late by ten times the usual wait."`
	Cancel      string        `env:"-" placeholder:"5%" help:"Share of clients that leave before the answer ends."`
}

// outputFlags are the flags that say where results go.
type outputFlags struct {
	SLO    string `name:"slo" env:"-" placeholder:"ttft=200ms,tpot=20ms" help:"Count the answers that keep these limits (goodput); latency=2s limits the whole answer."`
	FailIf string `env:"-" placeholder:"p99>20ms,errors>0" help:"End with status 1 if one of these conditions holds for a URL: mean, p50, p90, p99, p99.9 or max of the latency, the same as ttft_p99, tpot_p99, gap_p99 or late_p99, errors, error_rate, resent, requests, goodput, intact, rate (of answers), sent_rate (with --rate)."`
	JSON   bool   `name:"json" env:"-" xor:"format" help:"Print JSON: times in milliseconds, null without data."`
	CSV    bool   `name:"csv" env:"-" xor:"format" help:"Print CSV: a line for each URL, times in milliseconds, empty without data."`
	HTML   string `name:"html" env:"-" placeholder:"FILE" help:"Write a page with charts, too. It needs nothing else and no network."`
	HGRM   string `name:"hgrm" env:"-" placeholder:"FILE" help:"Write the latency as percentiles in HdrHistogram's format; with --compare a file for each URL: FILE, then FILE-2 with the number before the extension."`
	Quiet  bool   `env:"-" help:"Show no progress on a terminal."`
}

// Validate says in the names of the flags what makes no sense.
func (c *Command) Validate(line *kong.Context) error {
	if len(c.Files) == 0 && strings.Contains(c.Report, "://") { // as wrk and others take it
		if given.Flags(line)["url"] {
			return fmt.Errorf("--url conflicts with %s: use one of them", c.Report)
		}
		c.URL, c.Report = c.Report, ""
	}
	if err := cmp.Or(c.numberErr(), c.conflictErr()); err != nil {
		return err
	}
	if c.mayPace() {
		if _, err := load.NewPacer(c.Arrivals, cmp.Or(c.Rate, 1), 0); err != nil {
			return fmt.Errorf("--arrivals: %w", err)
		}
	}
	if c.Report != "" && (c.Report != "report" || len(c.Files) == 0) {
		return fmt.Errorf("only a URL or report and names of files may follow bench, not %s", strings.Join(append([]string{c.Report}, c.Files...), " "))
	}
	if err := c.idleErr(line); err != nil || c.Report != "" {
		return err
	}
	_, leaveErr := share(c.Cancel)
	_, conditionErr := c.conditions()
	return cmp.Or(c.targetErr(), c.verifyErr(), leaveErr, c.sloErr(), conditionErr)
}

// numberErr returns an error if a number is out of its range.
func (c *Command) numberErr() error {
	switch {
	case c.Connections < 0:
		return fmt.Errorf("--connections must not be negative: %d", c.Connections)
	case c.Duration < 0:
		return fmt.Errorf("--duration must not be negative: %v", c.Duration)
	case c.Requests < 0:
		return fmt.Errorf("--requests must not be negative: %d", c.Requests)
	case c.Warmup < 0:
		return fmt.Errorf("--warmup must not be negative: %v", c.Warmup)
	case c.Ramp < 0:
		return fmt.Errorf("--ramp must not be negative: %v", c.Ramp)
	case c.Timeout <= 0:
		return fmt.Errorf("--timeout must be positive, not %v", c.Timeout)
	case !(c.Rate >= 0):
		return fmt.Errorf("--rate must not be negative: %v", c.Rate)
	case math.IsInf(c.Rate, 0):
		return fmt.Errorf("--rate must be a number of requests, not %v", c.Rate)
	case c.PromptTokens < 0 || c.PromptTokens > maxPrompt:
		return fmt.Errorf("--prompt-tokens must be between 1 and %d, not %d", maxPrompt, c.PromptTokens)
	case c.MaxTokens < 0:
		return fmt.Errorf("--max-tokens must not be negative: %d", c.MaxTokens)
	case c.Blocks < 1:
		return fmt.Errorf("--blocks must be at least 1, not %d", c.Blocks)
	}
	return nil
}

// conflictErr returns an error if flags make no sense together.
func (c *Command) conflictErr() error {
	switch {
	case len(c.Compare) > 0 && c.Requests > 0 && c.Requests < c.Blocks:
		return fmt.Errorf("--requests %d are not enough for --blocks %d", c.Requests, c.Blocks)
	case c.Sweep && (c.Rate > 0 || c.Requests > 0 || c.FailIf != ""):
		return errors.New("--sweep seeks the rate by itself: --rate, --requests and --fail-if make no sense with it")
	case c.Sweep && (c.PID > 0 || c.PortOf > 0 || c.HGRM != "" || c.SLO != ""):
		return errors.New("--sweep loads at many rates: --pid, --port-of, --hgrm and --slo make no sense with it")
	case c.Stream && !c.api().Streams():
		return fmt.Errorf("--stream makes no sense with --api %s", c.API)
	case c.Stream && c.Body != nil && (len(c.Body) == 0 || !c.api().HasStreamInPath()):
		return fmt.Errorf("--stream makes no sense with --body and --api %s: the bodies themselves say \"stream\": true", c.API)
	}
	return nil
}

// targetErr returns an error if a URL or a header cannot be sent.
func (c *Command) targetErr() error {
	for _, target := range c.targets() {
		if _, err := load.ParseURL(target, c.Remote); err != nil {
			return err
		}
		if c.Stream && c.asksWholeAt(target) {
			return fmt.Errorf("--stream makes no sense with %s: its path asks for whole answers", target)
		}
	}
	_, err := c.headers(false)
	if err == nil {
		_, err = c.headers(true)
	}
	return err
}

// targets returns all URLs.
func (c *Command) targets() []string { return append([]string{c.URL}, c.Compare...) }

// mayStream reports whether an answer may be a stream: bodies of --body ask for it themselves.
func (c *Command) mayStream() bool {
	return len(c.Body) > 0 || slices.ContainsFunc(c.targets(), c.streamsAt)
}

// sloErr returns an error if --slo makes no sense, or sets a limit that no answer has a time for.
func (c *Command) sloErr() error {
	o, err := objectives(c.SLO)
	if err == nil && o.TTFT+o.TPOT > 0 && !c.mayStream() {
		return errors.New("--slo: ttft and tpot need --stream, latency does not")
	}
	return err
}

// Run loads until a limit is reached or a signal comes, and prints the results. It fails if
// a server went away, if no answer of a URL was good, or if a condition of --fail-if holds.
func (c *Command) Run() error {
	if c.Report != "" {
		return c.showFiles(c.Files)
	}
	go machine.ReserveFiles()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.Mock {
		end, err := c.startMock(ctx)
		if err != nil {
			return err
		}
		defer end()
	}
	r := &report.Report{
		Version: c.Version,
		Started: time.Now(),
		Machine: fmt.Sprintf("%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0)),
		Command: os.Args,
	}
	run := c.runOne
	switch {
	case c.Sweep:
		run = c.runSweep
	case len(c.Compare) > 0:
		run = c.runBlocks
	}
	w, err := c.watch(ctx)
	if err != nil {
		return err
	}
	ended := run(ctx, r, w)
	if untrusted := new(tls.CertificateVerificationError); errors.As(ended, &untrusted) {
		ended = fmt.Errorf("%w; --insecure takes any certificate", ended)
	}
	if len(r.Targets) == 0 && len(r.Frontier) == 0 {
		return ended
	}
	w.report(r)
	c.addFailed(r)
	return errors.Join(c.show(report.Run{Report: r}), ended, failures(r), notIntact(r), failedConditions(r))
}

// client returns a client for everything but the load itself, of the first URL or one of --compare.
func (c *Command) client(compared bool) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: c.tls(compared)}}
}
