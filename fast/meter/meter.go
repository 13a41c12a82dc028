// Package meter counts what a server does and exposes it to Prometheus. Counting
// neither locks nor allocates; a scrape adds the counters up.
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
	// shards is the number of Counters. It exceeds the number of processors, so that
	// two that count at the same time hardly ever share one.
	shards = 64

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
	before    atomic.Pointer[baseline]
}

// Endpoint describes an endpoint in the metrics.
type Endpoint struct {
	Path    string
	Dialect string // the wire format, such as openai; empty for none
}

// Sources are figures counted elsewhere. A nil source shows nothing, or 0.
type Sources struct {
	// Connections returns the open connections: those being served and those parked.
	Connections func() (open, parked int)
	// Queued is the number of requests that wait to be admitted.
	Queued func() int
	// Faults are the kinds of faults and the number of each injected.
	Faults iter.Seq2[string, uint64]
	// Quirks are the quirks and the number of answers with each.
	Quirks iter.Seq2[string, uint64]
	// Replayed are the ways in which recorded answers are found, and the number of requests
	// of each.
	Replayed iter.Seq2[string, uint64]
	// Fixtures are the names of preset answers and the number of requests that got each.
	// Unmatched is the number of requests that matched none of them.
	Fixtures  iter.Seq2[string, uint64]
	Unmatched func() uint64
	// HangUps is the number of clients that have left early.
	HangUps func() uint64
	// Unrecorded is the number of requests that a journal had no room for.
	Unrecorded func() uint64
	// Unlogged is the number of lines that a log had no room for.
	Unlogged func() uint64
	// MemoryHeld is the bytes that requests and answers hold. MemoryShort is the
	// number of requests refused because that was too much.
	MemoryHeld  func() int64
	MemoryShort func() uint64
	// CachedPrompts is what the prompt cache has counted, nil if there is no cache.
	CachedPrompts func() CachedPrompts
	// Phase is the name of the scenario's current phase, or "".
	Phase func() string
	// Lateness is how late paced events were sent, nil if there were none.
	Lateness func() *histogram.Histogram
}

// Counters are the counters of one shard, on their own cache lines. All of them only
// grow.
type Counters struct {
	PromptTokens     atomic.Uint64
	CompletionTokens atomic.Uint64
	Events           atomic.Uint64 // SSE events
	Begun, Ended     atomic.Uint64 // requests in flight are Begun - Ended

	// OK is the number of answers with status 200, by endpoint.
	OK []atomic.Uint64

	_ [64]byte // keeps the next shard off these cache lines
}

// New returns the meter of a server with these endpoints, which are identified by
// their index.
func New(endpoints []Endpoint, s Sources) *Meter {
	m := &Meter{
		endpoints: slices.Clone(endpoints),
		sources:   s,
		counters:  make([]Counters, shards),
		others:    make([][statuses]atomic.Uint64, len(endpoints)),
		timings:   make([]timing, len(endpoints)),
	}
	const line = 64 / 8                        // of a cache line, in counters
	stride := (len(endpoints)/line + 1) * line // whole cache lines per shard
	answered := make([]atomic.Uint64, shards*stride)
	for i := range m.counters {
		m.counters[i].OK = answered[i*stride:][:len(endpoints)]
	}
	m.began.start()
	m.collector = newCollector(m)
	m.before.Store(new(baseline))
	return m
}

// Shard returns the counters of shard i, any number. It should come from something
// that seldom moves from processor to processor.
func (m *Meter) Shard(i uint32) *Counters { return &m.counters[i%shards] }

// Answered counts an answer of an endpoint with an HTTP status other than 200.
func (m *Meter) Answered(endpoint, status int) {
	if i := status - firstStatus; i >= 0 && i < statuses {
		m.others[endpoint][i].Add(1)
	}
}

// InFlight returns the number of requests that have begun and not ended.
func (m *Meter) InFlight() int {
	var ended, begun uint64
	for i := range m.counters {
		ended += m.counters[i].Ended.Load()
	}
	for i := range m.counters { // after Ended, so that Begun is never less
		begun += m.counters[i].Begun.Load()
	}
	return int(begun - ended)
}

// Unstreamed records the duration of an unstreamed answer, which counts for n of its
// kind.
func (m *Meter) Unstreamed(endpoint int, d time.Duration, n uint64) {
	m.timings[endpoint].whole.get().RecordMany(d, n)
}

// Stream records the duration of a streamed answer, and the time to its first event,
// 0 if it had none. It counts for n of its kind.
func (m *Meter) Stream(endpoint int, first, d time.Duration, n uint64) {
	t := &m.timings[endpoint]
	t.stream.get().RecordMany(d, n)
	if first > 0 {
		t.first.get().RecordMany(first, n)
	}
}

// Registry returns a new registry with m and Prometheus's standard metrics of a Go
// program and a process. Its headroom is measured since its own last scrape, whatever
// others scrape meanwhile.
func (m *Meter) Registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(m.collector.apart(), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}
