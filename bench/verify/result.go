package verify

import (
	"strconv"
	"sync"

	"mock-openai/bench/report"
)

// shard holds the counts of some of the checkers.
type shard struct {
	mu      sync.Mutex
	checked int64
	intact  int64
	unknown int64 // checked answers whose text was not compared
	faults  [numKinds]int64
	first   [numKinds]*report.Fault
	events  int64    // events after the first of each answer
	merged  int64    // those of events that came in the same read as the previous one
	_       [64]byte // a cache line between shards
}

// count adds the result of checking an answer.
func (s *shard) count(c *checker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checked++
	s.events += max(c.arrivals.events-1, 0)
	s.merged += c.arrivals.merged
	if c.want.anyText {
		s.unknown++
	}
	if len(c.faults) == 0 {
		s.intact++
		return
	}
	for _, f := range c.faults {
		s.faults[f.kind]++
		if s.first[f.kind] != nil {
			continue
		}
		id := string(c.head.requestID)
		if id == "" {
			id = "#" + strconv.FormatInt(c.n, 10)
		}
		s.first[f.kind] = &report.Fault{Kind: f.kind.String(), RequestID: id, Expected: f.expected, Came: f.came}
	}
}

// Report returns the results of all checks so far.
func (v *Verify) Report() *report.Verify {
	r := &report.Verify{Faults: make(map[string]int64), First: []report.Fault{}}
	var first [numKinds]*report.Fault
	var events, merged int64
	for i := range v.shards {
		s := &v.shards[i]
		s.mu.Lock()
		r.Checked += s.checked
		r.Intact += s.intact
		r.Uncompared += s.unknown
		events += s.events
		merged += s.merged
		for k := range s.faults {
			if s.faults[k] > 0 {
				r.Faults[Kind(k).String()] += s.faults[k]
			}
			if first[k] == nil {
				first[k] = s.first[k]
			}
		}
		s.mu.Unlock()
	}
	for _, f := range first {
		if f != nil {
			r.First = append(r.First, *f)
		}
	}
	if events > 0 {
		share := float64(merged) / float64(events)
		r.Merged = &share
	}
	return r
}
