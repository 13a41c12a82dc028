package meter

import (
	"iter"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mock-openai/fast/histogram"
)

// scrape receives the metrics of one scrape, without what was counted before the last
// reset.
type scrape struct {
	out    chan<- prometheus.Metric // nil to only store the totals in noted
	before baseline
	noted  baseline
}

// baseline is what had been counted at one time.
type baseline map[series]histogram.Totals

// series identifies the values of one metric with the same labels.
type series struct {
	of     *prometheus.Desc
	labels string
}

// Reset makes every counter and histogram start again at 0. Gauges, such as the
// requests in flight, stay.
func (m *Meter) Reset() {
	noted := baseline{}
	m.collector.collectCounts(scrape{noted: noted})
	m.before.Store(&noted)
}

// since returns what has been counted since the last reset.
func (s scrape) since(d *prometheus.Desc, t histogram.Totals, labels []string) histogram.Totals {
	of := series{d, strings.Join(labels, "\xff")}
	if s.noted != nil {
		s.noted[of] = t
	}
	before, reset := s.before[of]
	if reset {
		t.Count -= min(t.Count, before.Count) // what is counted elsewhere may start again
		t.Sum -= before.Sum
		for i := range t.Within {
			t.Within[i] -= before.Within[i]
		}
	}
	return t
}

func (s scrape) counter(d *prometheus.Desc, n uint64, labels ...string) {
	t := s.since(d, histogram.Totals{Count: n}, labels)
	s.send(prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(t.Count), labels...))
}

// counters exposes the counts of all labels, and returns how many there are.
func (s scrape) counters(d *prometheus.Desc, all iter.Seq2[string, uint64]) (labels int) {
	if all == nil {
		return 0
	}
	for label, n := range all {
		s.counter(d, n, label)
		labels++
	}
	return labels
}

func (s scrape) gauge(d *prometheus.Desc, n int, labels ...string) {
	s.send(prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...))
}

// histogram exposes h, unless it is nil.
func (s scrape) histogram(d *prometheus.Desc, h *histogram.Histogram, bounds []time.Duration, labels ...string) {
	if h == nil {
		return
	}
	t := s.since(d, h.Totals(bounds), labels)
	within := make(map[float64]uint64, len(bounds))
	for i, n := range t.Within {
		within[bounds[i].Seconds()] = n
	}
	s.send(prometheus.MustNewConstHistogram(d, t.Count, t.Sum, within, labels...))
}

func (s scrape) send(m prometheus.Metric) {
	if s.out != nil {
		s.out <- m
	}
}
