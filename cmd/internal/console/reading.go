package console

import (
	"bytes"
	"errors"
	"math"
	"net/http"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"mock-openai/fast/cpu"
)

// reading is the state of the server's counters at one time.
type reading struct {
	at       time.Time
	used     time.Duration // of processor time
	requests float64
	events   float64
	faults   float64
	inFlight float64
	phase    string
	lateness []bucket // cumulative, ascending
}

// bucket counts the events that were late by up to most seconds.
type bucket struct{ most, events float64 }

// read reads the metrics as Prometheus would.
func read(metrics http.Handler) (reading, error) {
	request, err := http.NewRequest(http.MethodGet, "/metrics", nil)
	if err != nil {
		return reading{}, err
	}
	answer := bodyKeeper{header: http.Header{}}
	metrics.ServeHTTP(&answer, request)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(&answer.body)
	if err != nil {
		return reading{}, err
	}
	lateness := families["mock_openai_pacing_lateness_seconds"]
	if lateness == nil {
		return reading{}, errors.New("there are no metrics")
	}
	r := reading{
		at:       time.Now(),
		used:     cpu.Time(),
		requests: sum(families["mock_openai_requests_total"]),
		events:   sum(families["mock_openai_events_total"]),
		faults:   sum(families["mock_openai_faults_total"]),
		inFlight: sum(families["mock_openai_requests_in_flight"]),
	}
	for _, metric := range families["mock_openai_scenario_phase"].GetMetric() {
		if phase := metric.GetLabel()[0].GetValue(); phase != "none" {
			r.phase = phase
		}
	}
	for _, b := range lateness.GetMetric()[0].GetHistogram().GetBucket() {
		r.lateness = append(r.lateness, bucket{b.GetUpperBound(), float64(b.GetCumulativeCount())})
	}
	return r, nil
}

// sum returns the sum of a metric over all labels.
func sum(family *dto.MetricFamily) (all float64) {
	for _, metric := range family.GetMetric() {
		all += metric.GetCounter().GetValue() + metric.GetGauge().GetValue()
	}
	return all
}

// since returns the lateness of the events that were counted between before and r.
func (r reading) since(before reading) []bucket {
	if len(before.lateness) != len(r.lateness) {
		return r.lateness
	}
	grown := make([]bucket, len(r.lateness))
	for i, b := range r.lateness {
		grown[i] = bucket{b.most, max(b.events-before.lateness[i].events, 0)}
	}
	return grown
}

// quantile returns the lateness in seconds that a share q of the events did not exceed,
// computed like Prometheus's histogram_quantile. It is NaN without events.
func quantile(q float64, buckets []bucket) float64 {
	if len(buckets) == 0 || buckets[len(buckets)-1].events == 0 {
		return math.NaN()
	}
	rank := q * buckets[len(buckets)-1].events
	least, below := 0.0, 0.0
	for _, b := range buckets {
		if b.events >= rank {
			if math.IsInf(b.most, 1) {
				return least
			}
			return least + (b.most-least)*(rank-below)/(b.events-below)
		}
		least, below = b.most, b.events
	}
	return least
}

// bodyKeeper is an http.ResponseWriter that keeps the body.
type bodyKeeper struct {
	header http.Header
	body   bytes.Buffer
}

func (k *bodyKeeper) Header() http.Header         { return k.header }
func (k *bodyKeeper) Write(b []byte) (int, error) { return k.body.Write(b) }
func (k *bodyKeeper) WriteHeader(int)             {}
