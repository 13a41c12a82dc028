package benchmark

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"mock-openai/bench"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// load returns the load of a URL that the flags ask for. compared reports whether the URL is
// one of --compare.
func (c *Command) load(target string, compared bool) (load.Load, error) {
	targeter, checker, err := c.checked(target, compared)
	if err != nil {
		return load.Load{}, err
	}
	header, err := c.headers(compared)
	if err != nil {
		return load.Load{}, err
	}
	leave, err := share(c.Cancel)
	if err != nil {
		return load.Load{}, err
	}
	slo, err := objectives(c.SLO)
	return load.Load{
		URL:         c.withPath(target, compared),
		Targeter:    targeter,
		Checker:     checker,
		Header:      header,
		Connections: c.Connections,
		Requests:    c.Requests,
		Duration:    c.Duration,
		Timeout:     c.Timeout,
		Leave:       leave,
		Objectives:  slo,
		Remote:      c.Remote,
		HTTP2:       c.HTTP2,
		TLS:         c.tls(compared),
	}, err
}

// tls returns the TLS configuration for the first URL or one of --compare. The
// certificate of a mock of --mock is not verified, as it signs itself.
func (c *Command) tls(compared bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: c.Insecure || c.Mock && !compared}
}

// withPath adds the path of --api to a URL that has none.
func (c *Command) withPath(target string, compared bool) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || c.Body != nil && len(c.Body) == 0 || u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return target
	}
	return strings.TrimSuffix(target, "/") + c.api().Path(c.model(compared), c.Stream)
}

func (c *Command) headers(compared bool) (http.Header, error) {
	api, header, key := c.api(), http.Header{}, c.APIKey
	for name, value := range api.Header {
		header.Set(name, value)
	}
	if compared && c.CompareAPIKey != "" {
		key = c.CompareAPIKey
	}
	if key != "" {
		header.Set(api.Key, api.KeyPrefix+key)
	}
	lines := c.Header
	if compared {
		lines = append(lines[:len(lines):len(lines)], c.CompareHeader...)
	}
	hasOwnKey := compared && c.CompareAPIKey != ""
	own := map[string]bool{} // names of lines, of which there may be several
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case !ok || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value):
			return nil, fmt.Errorf("header %q is not of the form 'Name: value'", line)
		case name == "Content-Length" || name == "Transfer-Encoding":
			return nil, fmt.Errorf("header %s cannot be set: it follows from each body", name)
		case i == len(c.Header): // from here on they replace those of --header
			own = map[string]bool{}
		case i < len(c.Header) && hasOwnKey && name == api.Key: // that of --compare-api-key is in its place
			continue
		}
		if !own[name] {
			header.Del(name)
		}
		own[name] = true
		header.Add(name, value)
	}
	return header, nil
}

// pacer returns a function that makes the pacer of a block. It returns nil without --rate: a
// closed loop.
func (c *Command) pacer(rate float64) func(block int) (load.Pacer, error) {
	if rate == 0 {
		return nil
	}
	seed := rand.Uint64()
	return func(block int) (load.Pacer, error) {
		// The blocks of a round have the same arrivals, whatever their URL.
		if c.Requests > 0 { // each block ends with the last of its own
			return load.NewPacer(c.Arrivals, rate, seed+uint64(block))
		}
		// Those of a URL are parts of one load: had each a first request of its own at its
		// beginning, many short ones would exceed the rate.
		p, err := load.NewPacer(c.Arrivals, rate, seed)
		if err != nil {
			return nil, err
		}
		length := cmp.Or(c.Duration, load.DefaultDuration) / time.Duration(c.Blocks)
		return load.From(p, time.Duration(block)*length), nil
	}
}

// runOne loads one URL.
func (c *Command) runOne(ctx context.Context, r *report.Report, w *watching) error {
	l, err := c.load(c.URL, false)
	if err != nil {
		return err
	}
	if err := c.warm(ctx, l); err != nil {
		return err
	}
	l.Ramp = c.Ramp
	if pacer := c.pacer(c.Rate); pacer != nil {
		if l.Pacer, err = pacer(0); err != nil {
			return err
		}
		l.Pacer = load.Ramp(l.Pacer, c.Ramp)
	}
	headroom := new(bench.Headroom)
	if c.Mock { // other servers are not asked for what they may not have
		headroom = bench.WatchHeadroom(ctx, c.client(false), l.URL)
		defer headroom.Stop()
	}
	var series []report.Second
	progress := c.progress()
	l.EachSecond = func(s load.Second) {
		second := secondOf(s, headroom.Latest())
		series = append(series, second)
		progress(second)
	}
	end := w.loads(0)
	result, err := l.Run(ctx)
	end()
	if err != nil {
		return err
	}
	t := bench.TargetOf(l.URL, result)
	t.Series, t.LeastHead = series, headroom.Least()
	t.Verify = verified(l)
	c.complete(&t, result, c.Rate)
	r.Targets = []report.Target{t}
	r.Load = c.inWords(c.Rate)
	r.Notes = c.notes(r, c.Rate)
	return c.writeHGRM(result)
}

// warm loads a URL before the measurement.
func (c *Command) warm(ctx context.Context, l load.Load) error {
	if c.Warmup == 0 {
		return nil
	}
	l.Requests, l.Duration, l.Leave, l.Checker = 0, c.Warmup, 0, nil
	if pacer := c.pacer(c.Rate); pacer != nil {
		var err error
		if l.Pacer, err = pacer(0); err != nil {
			return err
		}
	}
	_, err := l.Run(ctx)
	return err
}

// complete adds to t the figures that flags asked for.
func (c *Command) complete(t *report.Target, result *load.Result, rate float64) {
	if rate > 0 && t.Offered == nil && c.Ramp == 0 { // interrupted
		t.Offered = &rate
	}
	if waited := result.Latency.Count() + result.Errors; c.SLO != "" && waited > 0 && result.Elapsed > 0 {
		t.Goodput = &report.Goodput{
			Objectives: c.SLO,
			Share:      float64(result.Good) / float64(waited),
			PerSecond:  float64(result.Good) / cmp.Or(result.Sending, result.Elapsed).Seconds(),
		}
	}
}

// connections returns how many connections are used: no more than there are requests in a run
// or a block.
func (c *Command) connections() int {
	n := cmp.Or(c.Connections, load.DefaultConnections)
	switch {
	case c.Requests == 0:
		return n
	case len(c.Compare) > 0:
		return min(n, (c.Requests+c.Blocks-1)/c.Blocks)
	}
	return min(n, c.Requests)
}

// inWords describes the load, for the head of a report.
func (c *Command) inWords(rate float64) string {
	if rate == 0 {
		return "closed loop, " + counted(c.connections(), "connection")
	}
	return fmt.Sprintf("open loop, %.6g requests/s (%s arrivals), at most %d under way", rate, c.Arrivals, c.connections())
}

func secondOf(s load.Second, headroom *float64) report.Second {
	second := report.Second{At: s.End.Seconds(), Length: s.Length.Seconds(), Requests: s.Requests, Errors: s.Errors, InFlight: s.InFlight, Headroom: headroom}
	if t := report.TimesOf(s.Latency); t != nil {
		second.P50, second.P99 = &t.P50, &t.P99
	}
	return second
}

// progress returns a function that shows a second of a load on a terminal.
func (c *Command) progress() func(report.Second) {
	if c.Quiet || !isTerminal(os.Stderr) {
		return func(report.Second) {}
	}
	return report.Progress(os.Stderr)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
