package bench

import (
	"sync/atomic"
	"time"

	"mock-openai/fast/histogram"
)

// Result is what a Load did.
type Result struct {
	// Latency of the whole answers of status 2xx: from before the request is
	// written until the answer has been read.
	Latency histogram.Histogram
	// First is the time to the first event of each stream.
	First histogram.Histogram
	// Elapsed is the time from when all connections were open to the end.
	Elapsed time.Duration
	// CPU is what this process used in that time, user and system: the cost of
	// the client, and of the server where that is in the same process. 0 where
	// the system does not tell.
	CPU time.Duration

	requests, errors, bytes, events atomic.Int64

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

func (r *Result) fail(err error) {
	r.errors.Add(1)
	r.err.CompareAndSwap(nil, &err)
}
