// Package console shows on a terminal what the server does.
package console

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"mock-openai/bench/report"
	"mock-openai/cmd/internal/output"
	"mock-openai/fast/cpu"
)

// Console shows once a second on a terminal what the server does. Over and Drain may be
// called on nil, which stands for no terminal.
type Console struct {
	terminal *os.File
	line     *liveLine
	metrics  http.Handler

	began time.Time
	last  reading
	total totals

	draining atomic.Bool
	ended    chan struct{}
	done     chan struct{}
}

// totals are the figures since the start.
type totals struct {
	requests, events, faults float64
	leastHeadroom            float64
	lateness                 []bucket
}

// On returns a console on stderr. It returns nil if there is no terminal, or if the
// user wants to see nothing.
func On(stdout, stderr *os.File, quiet bool) *Console {
	if quiet || !term.IsTerminal(int(stdout.Fd())) || !term.IsTerminal(int(stderr.Fd())) || !redraws(stderr) || !inForeground(stderr) {
		return nil
	}
	return &Console{
		terminal: stderr,
		line:     &liveLine{terminal: stderr},
		began:    time.Now(),
		total:    totals{leastHeadroom: 1},
		ended:    make(chan struct{}),
		done:     make(chan struct{}),
	}
}

// Over returns a writer of lines to terminal. They appear above c's line.
func (c *Console) Over(terminal *os.File) io.Writer {
	if c == nil {
		return terminal
	}
	return c.line
}

// Run reads the metrics each second until End, and redraws the line if draw is set.
func (c *Console) Run(metrics http.Handler, draw bool) {
	defer close(c.done)
	c.metrics = metrics
	c.last, _ = read(metrics)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-c.ended:
			c.look()
			c.line.Show("")
			return
		}
		line := c.look()
		switch {
		case !draw:
		case inForeground(c.terminal):
			c.line.Show(line)
		default:
			c.line.Show("")
		}
	}
}

// Drain makes the line say that the server is ending.
func (c *Console) Drain() {
	if c != nil {
		c.draining.Store(true)
	}
}

// End ends Run and prints the totals. A terminal that is stuck does not delay it.
func (c *Console) End(w io.Writer) {
	close(c.ended)
	select {
	case <-c.done:
		fmt.Fprintln(w, c.total.inWords(time.Since(c.began)))
	case <-time.After(output.FlushTimeout):
	}
}

// look returns the line for what has happened since the last look.
func (c *Console) look() string {
	now, err := read(c.metrics)
	if err != nil {
		return err.Error()
	}
	before := c.last
	c.last = now
	seconds := now.at.Sub(before.at).Seconds()
	headroom := headroomBetween(before, now)
	lateness := now.since(before)
	requests, events := grown(before.requests, now.requests), grown(before.events, now.events)
	c.total.requests += requests
	c.total.events += events
	c.total.faults += grown(before.faults, now.faults)
	c.total.leastHeadroom = min(c.total.leastHeadroom, headroom)
	c.total.addLateness(lateness)

	var parts []string
	if c.draining.Load() {
		parts = append(parts, "ending, Ctrl-C again ends at once")
	}
	parts = append(parts,
		rate(requests/seconds)+" req/s",
		report.Grouped(now.inFlight)+" in flight",
		rate(events/seconds)+" events/s",
		fmt.Sprintf("headroom %.0f%%", 100*headroom),
		"lateness p99 "+millis(quantile(0.99, lateness)),
		"faults "+report.Grouped(c.total.faults),
	)
	if now.phase != "" {
		parts = append(parts, "phase "+now.phase)
	}
	width, _, err := term.GetSize(int(c.terminal.Fd()))
	if err != nil || width == 0 {
		width = 80
	}
	return fitting(parts, width-1)
}

// fitting joins as many of parts as fit into a line of that width.
func fitting(parts []string, width int) string {
	const gap = " · "
	line := ""
	for i, part := range parts {
		if i > 0 {
			part = gap + part
		}
		if utf8.RuneCountInString(line+part) > width {
			break
		}
		line += part
	}
	return line
}

// inWords returns the totals as a sentence.
func (t *totals) inWords(elapsed time.Duration) string {
	text := fmt.Sprintf("%s requests and %s events in %v, %s faults, least headroom %.0f%%", report.Grouped(t.requests), report.Grouped(t.events),
		elapsed.Round(100*time.Millisecond), report.Grouped(t.faults), 100*t.leastHeadroom)
	if late := quantile(0.99, t.lateness); !math.IsNaN(late) {
		text += ", lateness p99 " + millis(late)
	}
	return text
}

func (t *totals) addLateness(grown []bucket) {
	if t.lateness == nil {
		t.lateness = grown
		return
	}
	for i := range t.lateness {
		t.lateness[i].events += grown[i].events
	}
}

// headroomBetween returns the share of the processors that was idle between two readings,
// computed like mock_openai_headroom_ratio.
func headroomBetween(before, now reading) float64 {
	return max(1-(now.used-before.used).Seconds()/(now.at.Sub(before.at).Seconds()*float64(cpu.Processors())), 0)
}

// grown returns how much a counter has grown. It may have been reset to 0 in between.
func grown(before, now float64) float64 {
	if now < before {
		return now
	}
	return now - before
}

// rate formats n, with a decimal if it is small.
func rate(n float64) string {
	if n < 10 {
		return strconv.FormatFloat(math.Round(10*n)/10, 'f', -1, 64)
	}
	return report.Grouped(n)
}

// millis formats seconds in milliseconds; NaN becomes a dash.
func millis(seconds float64) string {
	if math.IsNaN(seconds) {
		return "–"
	}
	return report.Significant(1000*seconds, 2) + " ms"
}
