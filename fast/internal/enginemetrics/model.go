package enginemetrics

import "sync/atomic"

// shards is the number of copies of each count. It exceeds the number of processors of most
// machines, so that two that count at the same time hardly ever share one.
const shards = 16

// Model holds the counts of one model.
type Model struct {
	name    string
	counted *Model // the model that its requests count for: itself, or the base of an adapter
	asked   atomic.Bool
	waiting atomic.Int64 // requests in the admission queue
	speed   throughput
	live    [shards]live
	counts  atomic.Pointer[modelCounts] // nil before the first request
}

// live is what is under way.
type live struct {
	requests, blocks atomic.Int64 // their sums over all shards are meant
	_                [48]byte     // keeps the next shard off this cache line
}

// modelCounts is counts by shard, and for unstreamed and streamed answers.
type modelCounts [shards][2]counts

// counts only grow.
type counts struct {
	finished                  [reasons]atomic.Uint64
	prompt, cached, generated atomic.Uint64 // tokens
	histograms                [quantities]histogram
	_                         [64]byte
}

// Reason is why a request has ended.
type Reason uint8

const (
	Stop   Reason = iota // the text is complete
	Length               // the limit of tokens is reached
	Abort                // the client has left
	Failed               // the server has failed, by a fault
	reasons
)

// Enter counts a request that begins to wait in the admission queue.
func (m *Model) Enter() { m.ask(); m.waiting.Add(1) }

// Leave counts one that no longer waits.
func (m *Model) Leave() { m.waiting.Add(-1) }

// ask makes m appear in the metrics.
func (m *Model) ask() {
	if !m.asked.Load() {
		m.asked.Store(true)
	}
}

// of returns the counts of a shard.
func (r *Recorder) of(m *Model, shard uint32, streamed bool) *counts {
	all := m.counts.Load()
	for all == nil {
		m.counts.CompareAndSwap(nil, r.newCounts())
		all = m.counts.Load()
	}
	if streamed {
		return &all[shard][1]
	}
	return &all[shard][0]
}

// newCounts returns counts with the histograms of the style.
func (r *Recorder) newCounts() *modelCounts {
	all := new(modelCounts)
	for i := range all {
		for k := range all[i] {
			for q, bounds := range r.style.bounds {
				if bounds != nil {
					all[i][k].histograms[q].within = make([]atomic.Uint64, len(bounds)+1)
				}
			}
		}
	}
	return all
}
