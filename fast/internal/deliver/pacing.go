// Package deliver sends answers and streams when they are due, and notices who has
// left. It knows nothing of what they say.
package deliver

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"

	"mock-openai/fast/histogram"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/pace"
)

// Pacing is what answers wait with. It is opened for the first of them: a server
// that never waits has neither timer nor goroutines for it.
type Pacing struct {
	HangUps  atomic.Uint64 // clients that left before the end of an answer that waited
	LogPanic func(what any)

	opened  atomic.Bool // pacer and watcher are there
	pacer   *pace.Pacer
	watcher *hangup.Watcher

	mu     sync.Mutex // held by who opens or closes
	closed bool
}

// Open makes p ready. Who comes after one for whom it failed, since there was no
// descriptor left, tries again.
func (p *Pacing) Open() error {
	if p.opened.Load() {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.opened.Load():
		return nil
	case p.closed:
		return pace.ErrClosed
	}
	pacer, err := pace.New()
	if err != nil {
		return err
	}
	watcher, err := hangup.New()
	if err != nil {
		return errors.Join(err, pacer.Close())
	}
	p.pacer, p.watcher = pacer, watcher
	p.opened.Store(true)
	return nil
}

// Watcher looks after clients that wait; nil if there is no descriptor left for it.
func (p *Pacing) Watcher() *hangup.Watcher {
	if p.Open() != nil {
		return nil
	}
	return p.watcher
}

// Hold waits until an answer in one piece is due. A client that leaves and a server
// that shuts down end the wait.
func (p *Pacing) Hold(client net.Conn, due pace.Instant) {
	wait, err := p.begin(nil, client)
	if err != nil {
		return
	}
	defer wait.end()
	wait.until(due)
}

// Lateness is how late the waits ended; nil if nothing has waited.
func (p *Pacing) Lateness() *histogram.Histogram {
	if !p.opened.Load() {
		return nil
	}
	return p.pacer.Lateness()
}

// Close ends all waits and keeps p from being opened. A second Close does nothing.
func (p *Pacing) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	if !p.opened.Load() {
		return nil
	}
	return errors.Join(p.pacer.Close(), p.watcher.Close())
}

// Recover is deferred by a goroutine whose panic would end the process.
func (p *Pacing) Recover() {
	if what := recover(); what != nil {
		p.LogPanic(what)
	}
}
