package meter

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mock-openai/fast/histogram"
)

// collector exposes a Meter to Prometheus. cmd/help/metrics.md explains the metrics.
type collector struct {
	*Meter
	headroom *headroom
	all      []*prometheus.Desc

	requests, byDialect, inFlight, queued, prompt, completion, events, hangUps, unrecorded, unlogged, memoryHeld, memoryShort, faults, quirks, replayed, fixtures, unmatched, phase, connections,
	first, duration, lateness, headroomRatio *prometheus.Desc
	promptCache promptCache
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
	c.quirks = c.describe("quirks_total",
		"Answers with a quirk, by kind.", "kind")
	c.replayed = c.describe("replayed_requests_total",
		"Requests by what they had in common with the one of their recorded answer: hash, prompt, turn, or none if there was no answer.", "match")
	c.fixtures = c.describe("fixture_answers_total",
		"Requests that a fixture answered, by its name.", "fixture")
	c.unmatched = c.describe("fixture_misses_total",
		"Requests for text that matched no fixture, while there were any.")
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
	c.headroomRatio = c.describe("headroom_ratio",
		"Share of the processor time open to the process, GOMAXPROCS times the time since the scrape before, that it did not use, in user or system mode. Scrapes within 100 ms of one another show the same value.")
	c.describePromptCache()
	return c
}

// apart returns a copy of c with its own headroom.
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

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.all {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	s := scrape{out: out, before: *c.before.Load()}
	s.gauge(c.inFlight, c.InFlight()) // first, so that every ended request is also counted
	c.collectCounts(s)
	out <- prometheus.MustNewConstMetric(c.headroomRatio, prometheus.GaugeValue, c.headroom.measure())
}

func (c *collector) collectCounts(s scrape) {
	c.collectRequests(s)
	c.collectTotals(s)
	c.collectTimings(s)
	c.collectSources(s)
}

func (c *collector) collectRequests(s scrape) {
	byDialect := map[string]uint64{}
	for e, endpoint := range c.endpoints {
		var answered uint64
		for i := range c.counters {
			answered += c.counters[i].OK[e].Load()
		}
		s.counter(c.requests, answered, endpoint.Path, strconv.Itoa(http.StatusOK))
		for i := range c.others[e] {
			if n := c.others[e][i].Load(); n > 0 {
				answered += n
				s.counter(c.requests, n, endpoint.Path, strconv.Itoa(firstStatus+i))
			}
		}
		if endpoint.Dialect != "" {
			byDialect[endpoint.Dialect] += answered
		}
	}
	for dialect, n := range byDialect {
		s.counter(c.byDialect, n, dialect)
	}
}

func (c *collector) collectTotals(s scrape) {
	var prompt, completion, events uint64
	for i := range c.counters {
		prompt += c.counters[i].PromptTokens.Load()
		completion += c.counters[i].CompletionTokens.Load()
		events += c.counters[i].Events.Load()
	}
	s.counter(c.prompt, prompt)
	s.counter(c.completion, completion)
	s.counter(c.events, events)
}

func (c *collector) collectTimings(s scrape) {
	within := bounds(time.Microsecond, 100*time.Second, wide)
	for e, endpoint := range c.endpoints {
		name, t := endpoint.Path, &c.timings[e]
		s.histogram(c.first, t.first.histogram.Load(), within, name)
		s.histogram(c.duration, t.stream.histogram.Load(), within, name, "true")
		s.histogram(c.duration, t.whole.histogram.Load(), within, name, "false")
	}
}

func (c *collector) collectSources(s scrape) {
	var open, parked int
	if c.sources.Connections != nil {
		open, parked = c.sources.Connections()
	}
	s.gauge(c.connections, open, "open")
	s.gauge(c.connections, parked, "parked")
	s.gauge(c.queued, valueOf(c.sources.Queued))
	s.counter(c.hangUps, valueOf(c.sources.HangUps))
	s.counter(c.unrecorded, valueOf(c.sources.Unrecorded))
	s.counter(c.unlogged, valueOf(c.sources.Unlogged))
	s.gauge(c.memoryHeld, int(valueOf(c.sources.MemoryHeld)))
	s.counter(c.memoryShort, valueOf(c.sources.MemoryShort))
	if c.sources.Faults != nil {
		for kind, n := range c.sources.Faults {
			s.counter(c.faults, n, kind)
		}
	}
	if c.sources.Quirks != nil {
		for kind, n := range c.sources.Quirks {
			s.counter(c.quirks, n, kind)
		}
	}
	if c.sources.Replayed != nil {
		for match, n := range c.sources.Replayed {
			s.counter(c.replayed, n, match)
		}
	}
	if c.sources.Fixtures != nil {
		c.collectFixtures(s)
	}
	c.collectPromptCache(s)
	s.gauge(c.phase, 1, cmp.Or(valueOf(c.sources.Phase), "none"))
	lateness := cmp.Or(valueOf(c.sources.Lateness), new(histogram.Histogram))
	s.histogram(c.lateness, lateness, bounds(10*time.Microsecond, time.Second, fine))
}

// collectFixtures shows nothing on a server without fixtures.
func (c *collector) collectFixtures(s scrape) {
	any := false
	for name, n := range c.sources.Fixtures {
		s.counter(c.fixtures, n, name)
		any = true
	}
	if any {
		s.counter(c.unmatched, valueOf(c.sources.Unmatched))
	}
}

// valueOf calls source; it returns zero if source is nil.
func valueOf[T any](source func() T) (v T) {
	if source != nil {
		v = source()
	}
	return v
}
