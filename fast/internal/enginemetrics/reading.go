package enginemetrics

import (
	"sync"
	"time"

	"mock-openai/fast/batch"
)

// reading is what a scrape sees of one model, or of all of them where the style does not tell
// them apart.
type reading struct {
	recorder         *Recorder
	model            *Model
	running, waiting int
	blocks           int     // of the KV cache, held by requests to all models
	usage            float64 // of the KV cache, by requests to all models
	engine           batch.Stats
	sums             [2]sums // of unstreamed and streamed answers
}

// sums are the sums of counts over all shards.
type sums struct {
	finished                  [reasons]uint64
	prompt, cached, generated uint64
	histograms                [quantities]struct {
		within []uint64
		sum    int64
	}
}

// total returns the sum of a count over unstreamed and streamed answers.
func (r *reading) total(of func(*sums) uint64) float64 {
	return float64(of(&r.sums[0]) + of(&r.sums[1]))
}

func (r *reading) prompt() float64    { return r.total(func(s *sums) uint64 { return s.prompt }) }
func (r *reading) cached() float64    { return r.total(func(s *sums) uint64 { return s.cached }) }
func (r *reading) generated() float64 { return r.total(func(s *sums) uint64 { return s.generated }) }

// finished returns the number of requests that have ended for a reason.
func (r *reading) finished(why Reason) float64 {
	return r.total(func(s *sums) uint64 { return s.finished[why] })
}

// read reads the models that have been asked for, and the first.
func (r *Recorder) read() []*reading {
	var all []*reading
	of := map[*Model]*reading{}
	blocks := 0
	for _, m := range r.models {
		running, held := m.underWay()
		blocks += held
		reported := m.counted
		if r.style.labels == nil {
			reported = r.models[0]
		}
		if !m.asked.Load() {
			continue
		}
		one := of[reported]
		if one == nil {
			one = &reading{recorder: r, model: reported}
			of[reported], all = one, append(all, one)
		}
		one.running += running
		one.waiting += int(m.waiting.Load())
		one.add(m)
	}
	r.readServer(all, blocks)
	return all
}

// readServer adds to all readings what the models have in common.
func (r *Recorder) readServer(all []*reading, blocks int) {
	var engine batch.Stats
	usage := 0.0
	if r.sources.Engine != nil {
		engine = r.sources.Engine()
		all[0].running, all[0].waiting = engine.Running, engine.Waiting+r.queued()
		usage = engine.KVUsage
		blocks = int(usage*float64(r.sources.Blocks) + 0.5)
	} else if r.sources.Blocks > 0 {
		usage = min(1, float64(blocks)/float64(r.sources.Blocks))
	}
	for _, one := range all {
		one.blocks, one.usage, one.engine = blocks, usage, engine
	}
}

// add adds the counts of m.
func (r *reading) add(m *Model) {
	all := m.counts.Load()
	if all == nil {
		return
	}
	for i := range all {
		for k := range all[i] {
			r.sums[k].add(&all[i][k])
		}
	}
}

func (s *sums) add(c *counts) {
	for i := range c.finished {
		s.finished[i] += c.finished[i].Load()
	}
	s.prompt += c.prompt.Load()
	s.cached += c.cached.Load()
	s.generated += c.generated.Load()
	for q := range c.histograms {
		from, to := &c.histograms[q], &s.histograms[q]
		if to.within == nil {
			to.within = make([]uint64, len(from.within))
		}
		for b := range from.within {
			to.within[b] += from.within[b].Load()
		}
		to.sum += from.sum.Load()
	}
}

// throughput is how many tokens are generated in a second, as of the last two looks at least
// a second apart.
type throughput struct {
	mu     sync.Mutex
	at     time.Time
	tokens float64
	rate   float64
}

// measure returns the rate, of which tokens is the sum so far.
func (t *throughput) measure(tokens float64) float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if passed := now.Sub(t.at); passed >= time.Second {
		if !t.at.IsZero() {
			t.rate = max(0, tokens-t.tokens) / passed.Seconds() // max: after a reset, tokens begin again
		}
		t.at, t.tokens = now, tokens
	}
	return t.rate
}
