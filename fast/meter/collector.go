package meter

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mock-openai/fast/histogram"
)

// collector shows a Meter to Prometheus. cmd/help/metrics.md says how to read it.
type collector struct {
	*Meter
	headroom *headroom
	all      []*prometheus.Desc

	requests, byDialect, inFlight, queued, prompt, completion, events, hangUps, unrecorded, unlogged, memoryHeld, memoryShort, faults, phase, connections,
	first, duration, lateness, room *prometheus.Desc
}

func newCollector(m *Meter) *collector {
	c := &collector{Meter: m, headroom: m.began.again()}
	c.requests = c.describe("requests_total",
		"Requests that were answered, by route and HTTP status; the endpoint is \"other\" where no route is.", "endpoint", "status")
	c.byDialect = c.describe("dialect_requests_total",
		"Requests that were answered, by the wire format that they came in, such as openai.", "dialect")
	c.inFlight = c.describe("requests_in_flight",
		"Streams that have not ended and, where answers are held back, requests that have not been answered.")
	c.queued = c.describe("requests_queued",
		"Requests that wait to be admitted.")
	c.prompt = c.describe("prompt_tokens_total",
		"Tokens in the prompts and inputs of answered requests.")
	c.completion = c.describe("completion_tokens_total",
		"Tokens in answers, counted when an answer begins.")
	c.events = c.describe("events_total",
		"SSE events that were written, [DONE] among them.")
	c.hangUps = c.describe("hangups_total",
		"Clients that left before the end of an answer that waited for something.")
	c.unrecorded = c.describe("unrecorded_requests_total",
		"Requests that were to be recorded and were not, as what came before had not been written yet.")
	c.unlogged = c.describe("unlogged_lines_total",
		"Lines of the log that were dropped, as what came before had not been written yet.")
	c.memoryHeld = c.describe("memory_held_bytes",
		"Bytes that request bodies and answers hold, those of up to 32 KiB aside.")
	c.memoryShort = c.describe("memory_refusals_total",
		"Requests that were refused because bodies and answers held all the memory they may.")
	c.faults = c.describe("faults_total",
		"Faults that were played, by kind.", "kind")
	c.phase = c.describe("scenario_phase",
		"1 for the phase that the scenario is in, or for none.", "phase")
	c.connections = c.describe("connections",
		"Open connections, by state: open while served, parked while idle.", "state")
	c.first = c.describe("time_to_first_token_seconds",
		"Time from the request to the first event of a stream. Where nothing holds answers back, one in 16 is timed and counts for 16.", "endpoint")
	c.duration = c.describe("request_duration_seconds",
		"Time from the request to the last byte of a stream, or to the answer being ready to send. Where nothing holds answers back, one in 16 is timed and counts for 16.", "endpoint", "stream")
	c.lateness = c.describe("pacing_lateness_seconds",
		"How long after they were due paced events left.")
	c.room = c.describe("headroom_ratio",
		"Share of the processor time open to the process, GOMAXPROCS times the time since the scrape before, that it did not use, in user or system mode. Scrapes within 100 ms of one another show the same value.")
	return c
}

// apart is c with a headroom of its own.
func (c *collector) apart() *collector {
	own := *c
	own.headroom = c.began.again()
	return &own
}

func (c *collector) describe(name, help string, labels ...string) *prometheus.Desc {
	d := prometheus.NewDesc("mock_openai_"+name, help, labels, nil)
	c.all = append(c.all, d)
	return d
}

// Describe is for Prometheus.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.all {
		out <- d
	}
}

// Collect is for Prometheus.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	show := showing{out: out, before: *c.before.Load()}
	show.gauge(c.inFlight, c.InFlight()) // first: who is not in flight has been counted
	c.collectCounts(show)
	out <- prometheus.MustNewConstMetric(c.room, prometheus.GaugeValue, c.headroom.look())
}

func (c *collector) collectCounts(show showing) {
	c.collectRequests(show)
	c.collectTotals(show)
	c.collectTimings(show)
	c.collectSources(show)
}

func (c *collector) collectRequests(show showing) {
	byDialect := map[string]uint64{}
	for e, endpoint := range c.endpoints {
		var answered uint64
		for i := range c.counters {
			answered += c.counters[i].OK[e].Load()
		}
		show.counter(c.requests, answered, endpoint.Path, strconv.Itoa(http.StatusOK))
		for i := range c.others[e] {
			if n := c.others[e][i].Load(); n > 0 {
				answered += n
				show.counter(c.requests, n, endpoint.Path, strconv.Itoa(firstStatus+i))
			}
		}
		if endpoint.Dialect != "" {
			byDialect[endpoint.Dialect] += answered
		}
	}
	for dialect, n := range byDialect {
		show.counter(c.byDialect, n, dialect)
	}
}

func (c *collector) collectTotals(show showing) {
	var prompt, completion, events uint64
	for i := range c.counters {
		prompt += c.counters[i].PromptTokens.Load()
		completion += c.counters[i].CompletionTokens.Load()
		events += c.counters[i].Events.Load()
	}
	show.counter(c.prompt, prompt)
	show.counter(c.completion, completion)
	show.counter(c.events, events)
}

func (c *collector) collectTimings(show showing) {
	within := bounds(time.Microsecond, 100*time.Second, wide)
	for e, endpoint := range c.endpoints {
		name, t := endpoint.Path, &c.timings[e]
		show.histogram(c.first, t.first.made.Load(), within, name)
		show.histogram(c.duration, t.stream.made.Load(), within, name, "true")
		show.histogram(c.duration, t.whole.made.Load(), within, name, "false")
	}
}

func (c *collector) collectSources(show showing) {
	var open, parked int
	if c.sources.Connections != nil {
		open, parked = c.sources.Connections()
	}
	show.gauge(c.connections, open, "open")
	show.gauge(c.connections, parked, "parked")
	show.gauge(c.queued, ask(c.sources.Queued))
	show.counter(c.hangUps, ask(c.sources.HangUps))
	show.counter(c.unrecorded, ask(c.sources.Unrecorded))
	show.counter(c.unlogged, ask(c.sources.Unlogged))
	show.gauge(c.memoryHeld, int(ask(c.sources.MemoryHeld)))
	show.counter(c.memoryShort, ask(c.sources.MemoryShort))
	if c.sources.Faults != nil {
		for kind, n := range c.sources.Faults {
			show.counter(c.faults, n, kind)
		}
	}
	show.gauge(c.phase, 1, cmp.Or(ask(c.sources.Phase), "none"))
	lateness := cmp.Or(ask(c.sources.Lateness), new(histogram.Histogram))
	show.histogram(c.lateness, lateness, bounds(10*time.Microsecond, time.Second, fine))
}

// ask is what source says, and zero if there is none.
func ask[T any](source func() T) (v T) {
	if source != nil {
		v = source()
	}
	return v
}
