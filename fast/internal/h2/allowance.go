package h2

import (
	"slices"
	"time"

	"golang.org/x/net/http2"
)

const (
	// burst is how many frames in a row may bring the client nothing.
	burst = 5000
	// perSecond is how many such frames it may send for long.
	perSecond = 5000
)

// allowance limits frames that make the server work but ask for no answer: pings,
// settings, resets, empty data and what is answered with a reset.
type allowance struct {
	left   int
	filled time.Time // when left was set
}

// spend takes one frame from the allowance. It returns an error if nothing is left.
func (a *allowance) spend() error {
	if a.left--; a.left >= 0 {
		return nil
	}
	now := time.Now()
	a.left = int(min(burst, now.Sub(a.filled).Seconds()*perSecond)) - 1
	if a.filled = now; a.left < 0 {
		return http2.ConnectionError(http2.ErrCodeEnhanceYourCalm)
	}
	return nil
}

// recentIDs are the last few streams of a kind.
type recentIDs struct {
	ids  [64]uint32
	next int
}

func (r *recentIDs) add(id uint32) {
	r.ids[r.next] = id
	r.next = (r.next + 1) % len(r.ids)
}

func (r *recentIDs) has(id uint32) bool { return slices.Contains(r.ids[:], id) }
