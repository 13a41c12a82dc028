// Package hangup tells streams that wait that their clients are gone, at once
// and with one goroutine for all of them. A server learns of it otherwise when
// it next writes, or by a goroutine for each stream that reads.
//
// It works on Linux; elsewhere every Watch is nil and hears nothing.
package hangup

import "sync/atomic"

// Canceler ends a wait. Cancel is called under a lock and must not block.
type Canceler interface{ Cancel() }

// State is what a Watch has heard of the client.
type State uint32

const (
	// Here means that nothing has been heard.
	Here State = iota
	// Finished means that the client sends no more: it has closed the connection
	// or its half of it, which look alike until something is sent to it.
	Finished
	// Gone means that the connection is broken, as by a reset.
	Gone
)

// Watch is an eye on one client. A nil Watch is one that hears nothing.
type Watch struct {
	watch
	state atomic.Uint32
}

// State is what has been heard so far.
func (w *Watch) State() State {
	if w == nil {
		return Here
	}
	return State(w.state.Load())
}
