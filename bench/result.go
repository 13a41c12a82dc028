package bench

import (
	"sync/atomic"
	"time"

	"mock-openai/fast/histogram"
)

// Result is what a Load did.
type Result struct {
	// Latency of the whole answers of status 2xx: from before the request is
	// written until the last of the answer has arrived.
	Latency histogram.Histogram
	// First is the time to the first event of each stream.
	First histogram.Histogram
	// Gaps are the waits between the events of a stream, as they arrived: 0
	// between those that came in one read.
	Gaps histogram.Histogram
	// Elapsed is the time from when all connections were open to the end.
	Elapsed time.Duration
	// CPU is what this process used in that time, user and system: the cost of
	// the client, and of the server where that is in the same process. 0 where
	// the system does not tell.
	CPU time.Duration

	requests, errors, bytes, events atomic.Int64

	statuses [1000]atomic.Int64 // of the answers that are errors

	err atomic.Pointer[error]
}

// Requests is the number of whole answers of status 2xx.
func (r *Result) Requests() int64 { return r.requests.Load() }

// Errors is the number of all other answers and of connections that failed.
func (r *Result) Errors() int64 { return r.errors.Load() }

// Err is the first of the errors, nil if there was none.
func (r *Result) Err() error {
	if err := r.err.Load(); err != nil {
		return *err
	}
	return nil
}

// Statuses is how many answers had which status, those of 2xx aside.
func (r *Result) Statuses() map[int]int64 {
	statuses := make(map[int]int64)
	for status := range r.statuses {
		if n := r.statuses[status].Load(); n > 0 {
			statuses[status] = n
		}
	}
	return statuses
}

// Bytes is the length of all bodies, without the framing of chunks.
func (r *Result) Bytes() int64 { return r.bytes.Load() }

// Events is the number of server-sent events, those of streams that were cut
// off included.
func (r *Result) Events() int64 { return r.events.Load() }

// Rate is requests per second.
func (r *Result) Rate() float64 {
	if r.Elapsed == 0 {
		return 0
	}
	return float64(r.Requests()) / r.Elapsed.Seconds()
}

// Add takes other for a continuation of r.
func (r *Result) Add(other *Result) {
	r.Latency.Add(&other.Latency)
	r.First.Add(&other.First)
	r.Gaps.Add(&other.Gaps)
	r.Elapsed += other.Elapsed
	r.CPU += other.CPU
	r.requests.Add(other.requests.Load())
	r.errors.Add(other.errors.Load())
	r.bytes.Add(other.bytes.Load())
	r.events.Add(other.events.Load())
	for status := range r.statuses {
		r.statuses[status].Add(other.statuses[status].Load())
	}
	r.err.CompareAndSwap(nil, other.err.Load())
}

func (r *Result) fail(err error) {
	r.errors.Add(1)
	r.err.CompareAndSwap(nil, &err)
}
