// Package deliver sends answers and streams when they are due, and notices clients
// that have left. It does not know what they contain.
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

// Pacing is the pacer and the client watcher of a server. They start with the first
// answer that waits: a server that never waits has neither timer nor goroutines for
// it.
type Pacing struct {
	HangUps  atomic.Uint64 // clients that left during an answer that waited
	LogPanic func(what any)
	Raises   bool // the pacer may raise GOMAXPROCS

	opened  atomic.Bool // pacer and watcher have started
	pacer   *pace.Pacer
	watcher *hangup.Watcher

	flushes    flushes
	handedOver sync.WaitGroup // streams whose connections fasthttp has let go of
	looped     atomic.Int64   // how many there are

	mu     sync.Mutex // held while opening or closing
	closed bool
}

// Open starts pacer and watcher, once. If it fails, for example without a free
// descriptor, the next call tries again.
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
	newPacer := pace.New
	if p.Raises {
		newPacer = pace.NewRaising
	}
	pacer, err := newPacer()
	if err != nil {
		return err
	}
	watcher, err := hangup.New()
	if err != nil {
		return errors.Join(err, pacer.Close())
	}
	pacer.AfterBatch(p.flushes.run)
	p.pacer, p.watcher = pacer, watcher
	p.opened.Store(true)
	return nil
}

// Watcher returns the watcher of clients, or nil if there is no descriptor left for
// it.
func (p *Pacing) Watcher() *hangup.Watcher {
	if p.Open() != nil {
		return nil
	}
	return p.watcher
}

// WaitUntil waits until an unstreamed answer is due. The wait also ends when the
// client leaves or the server shuts down.
func (p *Pacing) WaitUntil(client net.Conn, due pace.Instant) {
	wait, err := p.begin(nil, client)
	if err != nil {
		return
	}
	defer wait.end()
	wait.until(due)
}

// WaitFor is WaitUntil for an answer of which x knows when it is due.
func (p *Pacing) WaitFor(client net.Conn, x Asker) {
	wait, err := p.begin(nil, client)
	if err != nil {
		return
	}
	defer wait.end()
	wait.untilKnown(x)
}

// Lateness returns how late the waits ended, or nil if nothing has waited.
func (p *Pacing) Lateness() *histogram.Histogram {
	if !p.opened.Load() {
		return nil
	}
	return p.pacer.Lateness()
}

// Close ends all waits and prevents further ones. A second Close does nothing.
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

// Looped returns how many streams are being sent without a goroutine.
func (p *Pacing) Looped() int { return int(p.looped.Load()) }

// Wait waits for the streams that fasthttp does not wait for. No new ones may start.
func (p *Pacing) Wait() { p.handedOver.Wait() }

// Recover is deferred by goroutines whose panic would end the process.
func (p *Pacing) Recover() {
	if what := recover(); what != nil {
		p.LogPanic(what)
	}
}
