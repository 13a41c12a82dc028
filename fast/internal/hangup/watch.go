// Package hangup tells waiting streams at once that their clients are gone, with one
// goroutine for all of them. Otherwise a server notices at its next write, or needs a
// goroutine per stream that reads.
//
// It works on Linux. Elsewhere every Watch is nil and notices nothing.
package hangup

import "sync/atomic"

// Canceler ends a wait. Cancel is called under a lock and must not block.
type Canceler interface{ Cancel() }

// State is what a Watch knows of its client.
type State uint32

const (
	// Connected means that the client has not hung up.
	Connected State = iota
	// Finished means that the client sends no more. It has closed the connection or
	// only its half of it; the two look alike until something is sent.
	Finished
	// Gone means that the connection is broken, for example by a reset.
	Gone
)

// Watch watches one client. A nil Watch never notices anything.
type Watch struct {
	watch
	state atomic.Uint32
}

// State returns what is known so far.
func (w *Watch) State() State {
	if w == nil {
		return Connected
	}
	return State(w.state.Load())
}
