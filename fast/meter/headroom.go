package meter

import (
	"runtime"
	"sync"
	"time"

	"mock-openai/fast/cpu"
)

// shortest is the least time that a headroom is told of: the system counts
// processor time in steps.
const shortest = 100 * time.Millisecond

// headroom is the share of the processors that the process left unused between
// two looks at it.
type headroom struct {
	mu    sync.Mutex
	at    time.Time
	used  time.Duration
	share float64
}

func (h *headroom) start() { h.at, h.used, h.share = time.Now(), cpu.Time(), 1 }

// again is a headroom that begins where h began.
func (h *headroom) again() *headroom { return &headroom{at: h.at, used: h.used, share: 1} }

// look returns 1 - used / (elapsed × GOMAXPROCS) since the last look that was at
// least shortest ago, 0..1.
func (h *headroom) look() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, used := time.Now(), cpu.Time()
	if elapsed := now.Sub(h.at); elapsed >= shortest {
		all := elapsed.Seconds() * float64(runtime.GOMAXPROCS(0))
		h.share = max(1-(used-h.used).Seconds()/all, 0)
		h.at, h.used = now, used
	}
	return h.share
}
