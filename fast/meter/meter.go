// Package meter counts what a server does and shows it to Prometheus. Counting
// neither locks nor allocates; what a scrape shows is summed up by the scrape.
package meter

import (
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"mock-openai/fast/histogram"
)

const (
	// seats is how many Counters there are: more than processors, so that two
	// which count at the same time hardly ever share one.
	seats = 64

	firstStatus, statuses = 100, 500
)

// Meter counts the requests of one server. It is safe for concurrent use.
type Meter struct {
	endpoints []Endpoint
	sources   Sources
	counters  []Counters
	others    [][statuses]atomic.Uint64 // by endpoint
	timings   []timing                  // by endpoint
	began     headroom
	collector *collector
	before    atomic.Pointer[past]
}

// Endpoint is what the metrics say of an endpoint.
type Endpoint struct {
	Path    string
	Dialect string // the wire format, such as openai; empty for none
}

// Sources are what others count. Those that are nil show nothing, or 0.
type Sources struct {
	// Connections are the open connections: those served and those parked.
	Connections func() (open, parked int)
	// Queued is the number of requests that wait to be admitted.
	Queued func() int
	// Faults are the kinds of faults and how many of each were played.
	Faults iter.Seq2[string, uint64]
	// HangUps is the number of clients that have left.
	HangUps func() uint64
	// Unrecorded is the number of requests that a journal had no room for.
	Unrecorded func() uint64
	// Unlogged is the number of lines that a log had no room for.
	Unlogged func() uint64
	// MemoryHeld is what bodies and answers hold in bytes, MemoryShort the number of
	// requests that were refused as that was too much.
	MemoryHeld  func() int64
	MemoryShort func() uint64
	// Phase is the name of the phase that the scenario is in, empty if in none.
	Phase func() string
	// Lateness is how late paced events left, nil if there were none.
	Lateness func() *histogram.Histogram
}

// Counters are the counts of one processor, which has the lines of cache they
// lie on for itself. All of them only grow.
type Counters struct {
	PromptTokens     atomic.Uint64
	CompletionTokens atomic.Uint64
	Events           atomic.Uint64 // of SSE
	Begun, Ended     atomic.Uint64 // requests that are in flight in between

	// OK are the answers with status 200, by endpoint.
	OK []atomic.Uint64

	_ [64]byte // keeps the counters of the next processor off these lines
}

// New makes the meter of a server with these endpoints, which are told apart by
// their index.
func New(endpoints []Endpoint, s Sources) *Meter {
	m := &Meter{
		endpoints: slices.Clone(endpoints),
		sources:   s,
		counters:  make([]Counters, seats),
		others:    make([][statuses]atomic.Uint64, len(endpoints)),
		timings:   make([]timing, len(endpoints)),
	}
	const line = 64 / 8                        // of cache, in counters
	stride := (len(endpoints)/line + 1) * line // whole lines for each processor
	answered := make([]atomic.Uint64, seats*stride)
	for i := range m.counters {
		m.counters[i].OK = answered[i*stride:][:len(endpoints)]
	}
	m.began.start()
	m.collector = newCollector(m)
	m.before.Store(new(past))
	return m
}

// At returns the counters of a seat: any number, which should be that of
// something that does not go from processor to processor often.
func (m *Meter) At(seat uint32) *Counters { return &m.counters[seat%seats] }

// Answered counts an answer of an endpoint with an HTTP status other than 200.
func (m *Meter) Answered(endpoint, status int) {
	if i := status - firstStatus; i >= 0 && i < statuses {
		m.others[endpoint][i].Add(1)
	}
}

// InFlight is the number of requests that have begun and not ended.
func (m *Meter) InFlight() int {
	var ended, begun uint64
	for i := range m.counters {
		ended += m.counters[i].Ended.Load()
	}
	for i := range m.counters { // after those that ended, so that it never falls below them
		begun += m.counters[i].Begun.Load()
	}
	return int(begun - ended)
}

// Whole records how long an answer took that was not streamed and stands for n
// of its kind.
func (m *Meter) Whole(endpoint int, d time.Duration, n uint64) {
	m.timings[endpoint].whole.get().RecordMany(d, n)
}

// Stream does the same for one that was, and for the time to its first event, 0
// if there was none.
func (m *Meter) Stream(endpoint int, first, d time.Duration, n uint64) {
	t := &m.timings[endpoint]
	t.stream.get().RecordMany(d, n)
	if first > 0 {
		t.first.get().RecordMany(first, n)
	}
}

// Registry returns a new registry of m and of what Prometheus knows of every Go
// program and process. Its headroom is that since it was itself asked before: others
// who look more often do not change what it shows.
func (m *Meter) Registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(m.collector.apart(), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}
