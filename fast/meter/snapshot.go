package meter

import (
	"net/http"
	"strconv"
	"time"

	"mock-openai/fast/cpu"
	"mock-openai/fast/histogram"
)

// Snapshot is what a Meter has counted since the start of the server. Rates are computed
// from two of them. Unlike a scrape, taking one changes nothing.
type Snapshot struct {
	Requests         map[string]map[string]uint64 `json:"requests"` // by endpoint and status
	InFlight         int                          `json:"in_flight"`
	Queued           int                          `json:"queued"`
	Open             int                          `json:"connections_open"`
	Parked           int                          `json:"connections_parked"`
	PromptTokens     uint64                       `json:"prompt_tokens"`
	CompletionTokens uint64                       `json:"completion_tokens"`
	Events           uint64                       `json:"events"`
	HangUps          uint64                       `json:"hangups"`
	Faults           map[string]uint64            `json:"faults"` // by kind
	Quirks           map[string]uint64            `json:"quirks"` // by kind
	Phase            string                       `json:"phase"`
	CPU              float64                      `json:"cpu_seconds"` // of the process
	Processors       int                          `json:"processors"`  // that it may use
	Times            map[string][]uint64          `json:"times"`       // how many took at most Bounds, in their order, and all
}

// Names of Snapshot.Times.
const (
	TimeFirst    = "ttft"
	TimeDuration = "duration"
	TimeLateness = "lateness"
)

// Bounds returns the bounds of the times in a Snapshot, in seconds.
func Bounds() (seconds []float64) {
	for _, d := range snapshotBounds {
		seconds = append(seconds, d.Seconds())
	}
	return seconds
}

var snapshotBounds = bounds(time.Microsecond, 100*time.Second, fine)

// Snapshot looks at what has been counted.
func (m *Meter) Snapshot() Snapshot {
	s := Snapshot{
		InFlight: m.InFlight(), // first: who is not in flight has been counted
		Queued:   valueOf(m.sources.Queued), HangUps: valueOf(m.sources.HangUps), Phase: valueOf(m.sources.Phase),
		Requests: map[string]map[string]uint64{}, Faults: map[string]uint64{}, Quirks: map[string]uint64{},
		CPU: cpu.Time().Seconds(), Processors: cpu.Processors(),
	}
	if m.sources.Connections != nil {
		s.Open, s.Parked = m.sources.Connections()
	}
	for i := range m.counters {
		c := &m.counters[i]
		s.PromptTokens += c.PromptTokens.Load()
		s.CompletionTokens += c.CompletionTokens.Load()
		s.Events += c.Events.Load()
	}
	for e, endpoint := range m.endpoints {
		if answered := m.answered(e); len(answered) > 0 {
			s.Requests[endpoint.Path] = answered
		}
	}
	if m.sources.Faults != nil {
		for kind, n := range m.sources.Faults {
			if n > 0 {
				s.Faults[kind] = n
			}
		}
	}
	if m.sources.Quirks != nil {
		for kind, n := range m.sources.Quirks {
			if n > 0 {
				s.Quirks[kind] = n
			}
		}
	}
	s.Times = m.times()
	return s
}

// answered returns the answers of an endpoint by status.
func (m *Meter) answered(endpoint int) map[string]uint64 {
	all := map[string]uint64{}
	var ok uint64
	for i := range m.counters {
		ok += m.counters[i].OK[endpoint].Load()
	}
	if ok > 0 {
		all[strconv.Itoa(http.StatusOK)] = ok
	}
	for i := range m.others[endpoint] {
		if n := m.others[endpoint][i].Load(); n > 0 {
			all[strconv.Itoa(firstStatus+i)] = n
		}
	}
	return all
}

// times returns the times of all endpoints together.
func (m *Meter) times() map[string][]uint64 {
	var first, duration histogram.Histogram
	add := func(to *histogram.Histogram, l *lazyHistogram) {
		if h := l.histogram.Load(); h != nil {
			to.Add(h)
		}
	}
	for e := range m.timings {
		t := &m.timings[e]
		add(&first, &t.first)
		add(&duration, &t.stream)
		add(&duration, &t.whole)
	}
	all := map[string][]uint64{TimeFirst: within(&first), TimeDuration: within(&duration)}
	if h := valueOf(m.sources.Lateness); h != nil {
		all[TimeLateness] = within(h)
	}
	return all
}

func within(h *histogram.Histogram) []uint64 {
	t := h.Totals(snapshotBounds)
	return append(t.Within, t.Count)
}
