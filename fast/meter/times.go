package meter

import (
	"cmp"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mock-openai/fast/histogram"
)

// times describes the metrics of latency, and of the headroom that it depends on.
type times struct{ first, duration, lateness, headroom *prometheus.Desc }

func (c *collector) describeTimes() {
	c.times = times{
		first: c.describe("time_to_first_token_seconds",
			"Time from the request to the first event of a stream. Where nothing holds answers back, one in 16 is timed and counts for 16.", "endpoint"),
		duration: c.describe("request_duration_seconds",
			"Time from the request to the last byte of a stream, or to the answer being ready to send. Where nothing holds answers back, one in 16 is timed and counts for 16.", "endpoint", "stream"),
		lateness: c.describe("pacing_lateness_seconds",
			"How late paced events were sent."),
		headroom: c.describe("headroom_ratio",
			"Share of the processor time open to the process, GOMAXPROCS times the time since the previous scrape, that it did not use, in user or system mode. Scrapes within 100 ms of one another show the same value."),
	}
}

func (c *collector) collectTimes(s scrape) {
	within := bounds(time.Microsecond, 100*time.Second, wide)
	for e, endpoint := range c.endpoints {
		name, t := endpoint.Path, &c.timings[e]
		s.histogram(c.times.first, t.first.histogram.Load(), within, name)
		s.histogram(c.times.duration, t.stream.histogram.Load(), within, name, "true")
		s.histogram(c.times.duration, t.whole.histogram.Load(), within, name, "false")
	}
	lateness := cmp.Or(valueOf(c.sources.Lateness), new(histogram.Histogram))
	s.histogram(c.times.lateness, lateness, bounds(10*time.Microsecond, time.Second, fine))
}
