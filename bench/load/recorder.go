package load

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	"mock-openai/bench/stats"
	"mock-openai/fast/pace"
)

// recorder counts what the callers measure, in shards, so that they hardly meet.
type recorder struct {
	shards []shard
}

type shard struct {
	mu     sync.Mutex
	result Result
	second Second // since the latest look
	recent stats.Histogram
	_      [64]byte // a cache line between neighbours
}

func newRecorder(connections int) *recorder {
	return &recorder{make([]shard, min(connections, runtime.GOMAXPROCS(0)))}
}

// sum returns the Result of all.
func (r *recorder) sum() *Result {
	all := new(Result)
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.Lock()
		all.merge(&s.result)
		s.mu.Unlock()
	}
	return all
}

// take moves what was counted since the latest take into one Second.
func (r *recorder) take(latency *stats.Histogram) (all Second) {
	latency.Reset()
	all.Latency = latency
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.Lock()
		all.Requests += s.second.Requests
		all.Errors += s.second.Errors
		latency.Merge(&s.recent)
		s.second = Second{}
		s.recent.Reset()
		s.mu.Unlock()
	}
	return all
}

// lateness counts how late a request was sent.
func (s *shard) lateness(d time.Duration) {
	s.mu.Lock()
	s.result.Late.Record(d)
	s.mu.Unlock()
}

// connected counts a connection that was opened.
func (s *shard) connected(d time.Duration) {
	s.mu.Lock()
	s.result.Connect.Record(d)
	s.mu.Unlock()
}

// gaps counts waits between events.
func (s *shard) gaps(gaps []time.Duration) {
	s.mu.Lock()
	for _, gap := range gaps {
		s.result.Gaps.Record(gap)
	}
	s.mu.Unlock()
}

// ending is how a request ended.
type ending uint8

const (
	answered ending = iota // with any status
	broken
	timedOut
	left
	cutOff
)

// count takes what a request came to. start is when it was due or sent.
func (s *shard) count(a *answer, start pace.Instant, how ending, err error, objectives *Objectives) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &s.result
	r.Sent++
	r.Bytes += a.bytes
	r.Events += a.events
	if a.resent {
		r.Resent++
	}
	if !a.leaves {
		r.recordEvents(a, start)
	}
	switch {
	case how == left:
		r.Left++
	case how == cutOff:
		r.CutOff++
	case how == answered && (a.status < 200 || a.status > 299): // whatever its events tell
		s.second.Errors++
		r.failStatus(a.status)
	case how == answered && len(a.failure) > 0:
		s.second.Errors++
		r.ErrorEvents++
		r.fail(fmt.Errorf("error event: %s", a.failure))
	case how == answered:
		s.succeed(a, start, objectives)
	default:
		if how == timedOut {
			r.Timeouts++
		}
		s.second.Errors++
		r.fail(err)
	}
}

// recordEvents takes the times of the events of a.
func (r *Result) recordEvents(a *answer, start pace.Instant) {
	if a.events > 0 {
		r.First.Record(a.first.Sub(start))
	}
	if a.contents > 0 {
		r.TTFT.Record(a.content.Sub(start))
	}
	for _, gap := range a.gaps {
		r.Gaps.Record(gap)
	}
	r.Gaps.RecordMany(0, a.together)
}

// succeed takes an answer that is whole.
func (s *shard) succeed(a *answer, start pace.Instant, objectives *Objectives) {
	r, tokens := &s.result, a.tokens()
	r.Requests++
	s.second.Requests++
	if a.compressed {
		r.Compressed++
	}
	if a.foreign || a.bytes == 0 && !a.stream {
		r.Foreign++
	}
	if tokens >= 0 {
		r.Tokens += tokens
		r.Counted++
	}
	if a.stream {
		r.Streams++
		r.Streamed += a.events
		if a.contents == 0 {
			r.Silent++
		}
		if tokens < 0 {
			tokens = a.contents
		}
	}
	if !a.leaves {
		s.time(a, start, tokens, objectives)
	}
}

// time takes how long a whole answer of so many tokens took.
func (s *shard) time(a *answer, start pace.Instant, tokens int64, objectives *Objectives) {
	r, latency, tpot := &s.result, a.latest.Sub(start), time.Duration(0)
	r.Latency.Record(latency)
	s.recent.Record(latency)
	if a.stream && a.contents > 1 && tokens > 1 {
		tpot = a.lastContent.Sub(a.content) / time.Duration(tokens-1)
		r.TPOT.Record(tpot)
	}
	// An answer without content has no TTFT and no TPOT, and keeps no limit of them.
	if o := objectives; within(latency, o.Latency) && within(tpot, o.TPOT) &&
		(o.TTFT+o.TPOT == 0 || a.contents > 0 && within(a.content.Sub(start), o.TTFT)) {
		r.Good++
	}
}

// within reports whether d keeps the limit, 0 being none.
func within(d, limit time.Duration) bool { return limit == 0 || d <= limit }
