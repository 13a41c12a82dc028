package load

import (
	"fmt"
	"time"

	"mock-openai/bench/stats"
	"mock-openai/fast/pace"
)

// Result is what a Load did. Its times are those of clients that stay: of the answers that
// others wait for, only short ones come to their end.
type Result struct {
	// Latency of the whole answers of status 2xx: from when the request is sent,
	// the first time if it is Resent, or with a Pacer from when it was due, until the
	// last of the answer has arrived.
	Latency stats.Histogram
	// First is the time to the first event of each stream, counted likewise, also of those that
	// fail later, as are TTFT and Gaps.
	First stats.Histogram
	// TTFT is the time to the first event with content.
	TTFT stats.Histogram
	// Gaps are the waits between the events of a stream, as they arrived: 0
	// between those that came in one read.
	Gaps stats.Histogram
	// TPOT is the time per token after the first content, one value for each
	// stream of two or more: from the first content to the last. Tokens are what
	// usage tells, and events with content where it tells nothing.
	TPOT stats.Histogram
	// Connect is the time that opening a connection took, TLS included.
	Connect stats.Histogram
	// Late is how long after they were due requests were sent, with a Pacer.
	Late stats.Histogram

	// Elapsed is the time from when all connections were open to the end of the
	// last answer.
	Elapsed time.Duration
	// Due is the time in which the requests of a Pacer were due, until the next would have
	// been: Sent in Due is the rate that was offered. 0 if the context ended, and without a
	// Pacer.
	Due time.Duration
	// Sending is the time in which the requests of a Pacer were sent: Due, and longer if there
	// were too few connections. Sent in Sending is the rate that was kept. 0 without a Pacer.
	Sending time.Duration
	// CPU is what this process used in that time, user and system: the cost of
	// the client, and of the server where that is in the same process. 0 where
	// the system does not tell.
	CPU time.Duration

	Sent     int64 // requests: Requests + Errors + Left + CutOff
	Requests int64 // whole answers of status 2xx without an error among their events
	Errors   int64 // all other answers and connections that failed
	Left     int64 // answers that the client left by intent
	CutOff   int64 // answers under way when the context ended
	Resent   int64 // of Sent, those sent again, as the server had closed the connection
	Good     int64 // of Requests, those that kept the Objectives and whose client stayed
	Bytes    int64 // of all bodies, without the framing of chunks
	Events   int64 // server-sent, those of streams that broke off included
	Streams  int64 // of Requests, those that are streams
	Streamed int64 // of Events, those of Streams
	Tokens   int64 // of the answers whose usage tells them
	Counted  int64 // answers whose usage tells their tokens
	Timeouts int64 // of Errors, those that took longer than the Timeout

	ErrorEvents int64 // of Errors, streams with an event that reports an error
	Compressed  int64 // of Requests, those in which nothing was read since they are compressed
	Foreign     int64 // of Requests, those that are neither streams nor JSON, or empty
	Silent      int64 // of Streams, those without content

	// Statuses is how many answers had which status, those of 2xx aside.
	Statuses map[int]int64
	// Err is the first of the errors, nil if there was none.
	Err   error
	errAt pace.Instant
}

// Rate is requests per second.
func (r *Result) Rate() float64 {
	if r.Elapsed == 0 {
		return 0
	}
	return float64(r.Requests) / r.Elapsed.Seconds()
}

// Add takes other for a continuation of r.
func (r *Result) Add(other *Result) {
	r.merge(other)
	r.Elapsed += other.Elapsed
	r.Due += other.Due
	r.Sending += other.Sending
	r.CPU += other.CPU
}

// merge adds all but the times that r as a whole took.
func (r *Result) merge(other *Result) {
	for i, h := range r.histograms() {
		h.Merge(other.histograms()[i])
	}
	for i, n := range r.counts() {
		*n += *other.counts()[i]
	}
	for status, n := range other.Statuses {
		r.countStatus(status, n)
	}
	if other.Err != nil && (r.Err == nil || other.errAt < r.errAt) {
		r.Err, r.errAt = other.Err, other.errAt
	}
}

func (r *Result) histograms() [7]*stats.Histogram {
	return [...]*stats.Histogram{&r.Latency, &r.First, &r.TTFT, &r.Gaps, &r.TPOT, &r.Connect, &r.Late}
}

func (r *Result) counts() [18]*int64 {
	return [...]*int64{&r.Sent, &r.Requests, &r.Errors, &r.Left, &r.CutOff, &r.Good,
		&r.Bytes, &r.Events, &r.Streams, &r.Streamed, &r.Tokens, &r.Counted, &r.Timeouts, &r.ErrorEvents,
		&r.Compressed, &r.Foreign, &r.Silent, &r.Resent}
}

func (r *Result) countStatus(status int, n int64) {
	if r.Statuses == nil {
		r.Statuses = make(map[int]int64)
	}
	r.Statuses[status] += n
}

// fail counts an error.
func (r *Result) fail(err error) {
	r.Errors++
	if r.Err == nil {
		r.Err, r.errAt = err, pace.Now()
	}
}

// failStatus counts an answer that is an error by its status.
func (r *Result) failStatus(status int) {
	r.countStatus(status, 1)
	r.fail(fmt.Errorf("status %d", status))
}

// Second is what happened in one second of a Load.
type Second struct {
	End      time.Duration // since the start of the load
	Length   time.Duration // a second, but for the last one
	Requests int64
	Errors   int64
	InFlight int64            // at the end
	Latency  *stats.Histogram // valid until the callback returns
}
