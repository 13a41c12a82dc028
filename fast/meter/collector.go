package meter

import "github.com/prometheus/client_golang/prometheus"

// collector exposes a Meter to Prometheus. cmd/help/metrics.md explains the metrics.
type collector struct {
	*Meter
	headroom *headroom
	all      []*prometheus.Desc

	requests    requests
	times       times
	losses      losses
	answers     answers
	state       state
	promptCache promptCache
}

func newCollector(m *Meter) *collector {
	c := &collector{Meter: m, headroom: m.began.again()}
	c.describeRequests()
	c.describeTimes()
	c.describeLosses()
	c.describeAnswers()
	c.describeState()
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
	s.gauge(c.requests.inFlight, c.InFlight()) // first, so that every ended request is also counted
	c.collectCounts(s)
	out <- prometheus.MustNewConstMetric(c.times.headroom, prometheus.GaugeValue, c.headroom.measure())
}

func (c *collector) collectCounts(s scrape) {
	c.collectRequests(s)
	c.collectTokens(s)
	c.collectTimes(s)
	c.collectLosses(s)
	c.collectAnswers(s)
	c.collectState(s)
	c.collectPromptCache(s)
}

// valueOf calls source; it returns zero if source is nil.
func valueOf[T any](source func() T) (v T) {
	if source != nil {
		v = source()
	}
	return v
}
