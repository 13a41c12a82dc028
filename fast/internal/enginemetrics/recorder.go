package enginemetrics

import (
	"slices"
	"sync/atomic"

	"mock-openai/fast/internal/render"
)

// Recorder counts the requests of one server. It is safe for concurrent use. It is a
// prometheus.Collector.
type Recorder struct {
	style    *style
	sources  Sources
	models   []*Model          // the first is the one whose name stands for the server
	named    map[string]*Model // by JSON-escaped name
	others   *Model            // of all names that are not in named: clients may send any number of names
	adapters []*Model
	next     atomic.Uint32 // shard
	refused  atomic.Uint64 // requests refused because of what they asked for
	families []family
}

// otherModels is the name of the models that the server does not list.
const otherModels = "other"

// New returns the recorder of a server with these models and others that have a profile. The
// config must be valid and have a style.
func New(c Config, models, profiles []string, s Sources) *Recorder {
	r := &Recorder{style: styles[c.Style], sources: s, named: map[string]*Model{}}
	for _, name := range slices.Concat(models, slices.Sorted(slices.Values(profiles))) {
		r.add(name)
	}
	r.others = r.add(otherModels)
	for _, name := range c.LoRAAdapters {
		m := r.add(name)
		m.counted = r.models[0]
		r.adapters = append(r.adapters, m)
	}
	if s.Blocks == 0 && c.KVCacheTokens > 0 {
		r.sources.Blocks = max(1, c.KVCacheTokens/r.style.blockSize)
	}
	if s.BlockSize == 0 {
		r.sources.BlockSize = r.style.blockSize
	}
	r.models[0].asked.Store(true)
	r.families = r.describe()
	return r
}

// add returns the model of that name, which it makes if there is none.
func (r *Recorder) add(name string) *Model {
	key := string(render.AppendEscaped(nil, name))
	m := r.named[key]
	if m == nil {
		m = &Model{name: name}
		m.counted = m
		r.models, r.named[key] = append(r.models, m), m
	}
	return m
}

// Model returns the model of a JSON-escaped name.
func (r *Recorder) Model(name []byte) *Model {
	if m := r.named[string(name)]; m != nil {
		return m
	}
	return r.others
}

// Refuse counts a request that is refused because of what it asks for.
func (r *Recorder) Refuse() { r.refused.Add(1) }

// Load returns how many requests are under way and how many wait, of all models.
func (r *Recorder) Load() (running, waiting int) {
	if r.sources.Engine != nil {
		stats := r.sources.Engine()
		return stats.Running, stats.Waiting + r.queued()
	}
	for _, m := range r.models {
		n, _ := m.underWay()
		running += n
	}
	return running, r.queued()
}

// queued returns how many requests wait in the admission queue.
func (r *Recorder) queued() (n int) {
	for _, m := range r.models {
		n += int(m.waiting.Load())
	}
	return n
}

// underWay returns how many requests are being answered, and how many blocks they hold.
func (m *Model) underWay() (requests, blocks int) {
	for i := range m.live {
		requests += int(m.live[i].requests.Load())
		blocks += int(m.live[i].blocks.Load())
	}
	return max(0, requests), max(0, blocks)
}

// Reset starts counting afresh. What is under way stays.
func (r *Recorder) Reset() {
	for _, m := range r.models {
		m.counts.Store(nil)
	}
	r.refused.Store(0)
}
