package meter

import (
	"sync"
	"time"

	"mock-openai/fast/cpu"
)

// minInterval is the shortest time to measure headroom over: the system counts
// processor time in steps.
const minInterval = 100 * time.Millisecond

// headroom is the share of processor time that the process left unused between two
// measurements.
type headroom struct {
	mu    sync.Mutex
	at    time.Time
	used  time.Duration
	share float64
}

func (h *headroom) start() { h.at, h.used, h.share = time.Now(), cpu.Time(), 1 }

// again returns a headroom that begins where h began.
func (h *headroom) again() *headroom { return &headroom{at: h.at, used: h.used, share: 1} }

// measure returns 1 - used / (elapsed × GOMAXPROCS), 0..1, since the last measurement
// at least minInterval ago.
func (h *headroom) measure() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, used := time.Now(), cpu.Time()
	if elapsed := now.Sub(h.at); elapsed >= minInterval {
		all := elapsed.Seconds() * float64(cpu.Processors())
		h.share = max(1-(used-h.used).Seconds()/all, 0)
		h.at, h.used = now, used
	}
	return h.share
}
