package meter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mock-openai/fast/histogram"
)

// showing is where the metrics of one scrape go.
type showing chan<- prometheus.Metric

func (s showing) counter(d *prometheus.Desc, n uint64, labels ...string) {
	s <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
}

func (s showing) gauge(d *prometheus.Desc, n int, labels ...string) {
	s <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
}

// histogram shows h, unless it is nil.
func (s showing) histogram(d *prometheus.Desc, h *histogram.Histogram, bounds []time.Duration, labels ...string) {
	if h == nil {
		return
	}
	totals := h.Totals(bounds)
	within := make(map[float64]uint64, len(bounds))
	for i, n := range totals.Within {
		within[bounds[i].Seconds()] = n
	}
	s <- prometheus.MustNewConstHistogram(d, totals.Count, totals.Sum, within, labels...)
}
