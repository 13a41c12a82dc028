package enginemetrics

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// style is how an inference server names its metrics.
type style struct {
	labels    []string                    // of metrics of a model; none if models are not told apart
	values    func(model string) []string // of labels
	frontend  int                         // how many of labels the metrics have that are not of the scheduler
	blockSize int                         // of the KV cache, in tokens, unless an engine sets it
	bounds    [quantities][]int64         // of histograms; nil for quantities without one
	families  []family
}

var styles = map[string]*style{"vllm": &vllm, "tgi": &tgi, "sglang": &sglang}

// family is one metric.
type family struct {
	name, help string
	note       func(*Recorder) string // what the help says besides; nil for nothing
	kind       prometheus.ValueType   // of values
	labels     []string               // of each sample, besides those of the style
	server     bool                   // it is of the server, not of a model, and lacks the labels of the style
	scheduler  bool                   // it is of the scheduler: if that is simulated, the values are of all models, and the first has them

	metric   func(r *reading, f *family, labels []string) prometheus.Metric // makes the metric itself; nil for values or a quantity
	values   func(*reading, put)                                            // nil for a histogram
	quantity quantity                                                       // of a histogram
	split    bool                                                           // the histogram has a label that tells streams from other answers

	desc *prometheus.Desc
}

// put takes a sample with the values of family.labels.
type put func(value float64, labels ...string)

// one returns the values of a metric with one sample.
func one(value func(*reading) float64) func(*reading, put) {
	return func(r *reading, put put) { put(value(r)) }
}

// describe returns the families of the style with their descriptions.
func (r *Recorder) describe() []family {
	all := slices.Clone(r.style.families)
	for i := range all {
		f := &all[i]
		help := f.help
		if f.note != nil {
			help += f.note(r)
		}
		f.desc = prometheus.NewDesc(f.name, help, slices.Concat(f.of(r.style, r.style.labels), f.labels), nil)
	}
	return all
}

// of returns those of the labels of the style, or of their values, that f has.
func (f *family) of(s *style, labels []string) []string {
	switch {
	case f.server:
		return nil
	case f.scheduler:
		return labels
	}
	return labels[:s.frontend]
}

// kvNote says where the usage of the KV cache comes from.
func kvNote(r *Recorder) string {
	switch {
	case r.sources.Engine != nil:
		return ""
	case r.sources.Blocks > 0:
		return " Here: the blocks of prompts, and of answers as far as they are sent, over those of --kv-cache-tokens."
	}
	return " Here it is 0: no KV cache is simulated, and --kv-cache-tokens is not set."
}

// sizeNote says why the KV cache has no size.
func sizeNote(r *Recorder) string {
	if r.sources.Blocks > 0 {
		return ""
	}
	return " Here the size is 0: no KV cache is simulated, and --kv-cache-tokens is not set."
}

// queueNote says which requests wait.
func queueNote(r *Recorder) string {
	if r.sources.Engine != nil {
		return ""
	}
	return " Here: in the queue of --max-queue."
}

// preemptionNote says why there are no preemptions.
func preemptionNote(r *Recorder) string {
	if r.sources.Engine != nil {
		return ""
	}
	return " Here it is 0: no batch engine is simulated."
}

// cacheNote says why nothing is cached.
func cacheNote(r *Recorder) string {
	if r.sources.PrefixCache {
		return ""
	}
	return " Here it is 0: prompts are not cached."
}

var _ prometheus.Collector = (*Recorder)(nil)

// Describe implements prometheus.Collector.
func (r *Recorder) Describe(out chan<- *prometheus.Desc) {
	for i := range r.families {
		out <- r.families[i].desc
	}
}

// Collect implements prometheus.Collector.
func (r *Recorder) Collect(out chan<- prometheus.Metric) {
	for k, reading := range r.read() {
		labels := []string(nil)
		if r.style.values != nil {
			labels = r.style.values(reading.model.name)
		}
		for i := range r.families {
			f := &r.families[i]
			if k == 0 || !f.server && !(f.scheduler && (f.values != nil || f.metric != nil) && r.sources.Engine != nil) {
				f.collect(reading, f.of(r.style, labels), out)
			}
		}
	}
}

func (f *family) collect(r *reading, labels []string, out chan<- prometheus.Metric) {
	switch {
	case f.metric != nil:
		out <- f.metric(r, f, labels)
	case f.values != nil:
		f.values(r, func(value float64, own ...string) {
			out <- prometheus.MustNewConstMetric(f.desc, f.kind, value, slices.Concat(labels, own)...)
		})
	case f.split:
		out <- r.histogram(f, r.sums[:1], slices.Concat(labels, []string{"false"}))
		out <- r.histogram(f, r.sums[1:], slices.Concat(labels, []string{"true"}))
	default:
		out <- r.histogram(f, r.sums[:], labels)
	}
}

// histogram returns the sum of a histogram over sums.
func (r *reading) histogram(f *family, from []sums, labels []string) prometheus.Metric {
	bounds := r.recorder.style.bounds[f.quantity]
	unit := 1.0
	if f.quantity.isTime() {
		unit = float64(time.Second)
	}
	within := make(map[float64]uint64, len(bounds))
	var count uint64
	var sum int64
	for i := range from {
		sum += from[i].histograms[f.quantity].sum
	}
	for b := range len(bounds) + 1 {
		for i := range from {
			if h := &from[i].histograms[f.quantity]; h.within != nil {
				count += h.within[b]
			}
		}
		if b < len(bounds) {
			within[float64(bounds[b])/unit] = count
		}
	}
	return prometheus.MustNewConstHistogram(f.desc, count, float64(sum)/unit, within, labels...)
}
