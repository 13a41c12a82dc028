package deliver

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/pace"
)

// pacedWait waits for a paced stream, and watches its client meanwhile.
type pacedWait struct {
	pacing    *Pacing
	w         io.Writer // writes to the client at once
	waiter    *pace.Waiter
	watch     *hangup.Watch
	stopWatch func() bool  // ends the watch of an HTTP/2 client
	comments  bool         // the answer is a stream whose format has comments
	probedAt  pace.Instant // last comment to a client that sends no more; 0 means none
	asked     Asker        // may wake the waiter; nil if nothing may
}

// begin begins the waits of a stream that writes to w, or of an unstreamed answer if
// w is nil. If conn is nil, the client is not watched.
func (p *Pacing) begin(w io.Writer, conn net.Conn) (pacedWait, error) {
	if err := p.Open(); err != nil {
		return pacedWait{}, err
	}
	t := pacedWait{pacing: p, w: w, waiter: p.pacer.Acquire()}
	if c, ok := coalesce.From(conn); ok {
		t.watch = p.watcher.Watch(c, t.waiter)
	} else if c, ok := conn.(interface{ Context() context.Context }); ok { // of HTTP/2
		t.stopWatch = context.AfterFunc(c.Context(), t.waiter.Cancel)
	}
	return t, nil
}

// end ends the waits. Nothing of t may be used afterwards.
func (t *pacedWait) end() {
	t.watch.End()
	t.forget()
	if t.stopWatch == nil || t.stopWatch() { // else Cancel may still be called
		t.waiter.Release()
	}
}

// errClientLeft ends a stream whose client has left.
var errClientLeft = errors.New("the client has left")

// ErrCut is wrapped by the error of a Write if a fault cuts the answer off. Then no
// client has left.
var ErrCut = errors.New("answer cut off on purpose")

// A client that sends no more has closed the connection or only its half of it. The two
// look alike until something is sent. So the client gets a comment, which clients of
// server-sent events skip. A closed connection answers it with a reset. Other formats have
// no comments: there a client that sends no more has left.
const (
	probeComment  = ": still there?\n\n"
	probeInterval = 500 * time.Millisecond
)

// until waits until an event is due. It returns errClientLeft as soon as the client
// has hung up.
func (t *pacedWait) until(due pace.Instant) error {
	for {
		if came, err := t.wait(due); came || err != nil {
			return err
		}
	}
}

// untilKnown is until for an event of which x knows when it is due.
func (t *pacedWait) untilKnown(x Asker) error {
	t.asked = x
	for {
		at, known := x.Ask(t.waiter)
		if known {
			return t.until(at)
		}
		if _, err := t.wait(at); err != nil {
			return err
		}
	}
}

// wait waits until an event is due, or until something else happens, and deals with that. It
// reports whether the event is due.
func (t *pacedWait) wait(due pace.Instant) (came bool, err error) {
	next := due
	if t.probedAt > 0 {
		next = min(due, t.probedAt.Add(probeInterval))
	}
	err = t.waiter.Wait(next)
	switch {
	case err == nil && t.asked != nil && pace.Now() < next: // something has woken the waiter, perhaps as an earlier wait ended
		return false, nil
	case err == nil && next == due:
		return true, nil
	case err == nil:
		err = t.probe()
	case err == pace.ErrCanceled && t.watch.State() == hangup.Finished && t.probedAt == 0 && t.comments:
		if err = t.probe(); err == nil {
			t.rearm()
		}
	case err == pace.ErrCanceled:
		err = t.gone()
	}
	return false, err
}

// probe sends the comment.
func (t *pacedWait) probe() error {
	t.probedAt = pace.Now()
	return t.send([]byte(probeComment))
}

// rearm replaces the waiter: one that was canceled does not wait any more.
func (t *pacedWait) rearm() {
	t.forget()
	canceled := t.waiter
	t.waiter = t.pacing.pacer.Acquire()
	t.watch.AwaitGone(t.waiter)
	canceled.Release()
}

// forget ends what may wake the waiter.
func (t *pacedWait) forget() {
	if t.asked != nil {
		t.asked.Forget()
	}
}

func (t *pacedWait) gone() error {
	t.pacing.HangUps.Add(1)
	return errClientLeft
}

// send writes an event to the client.
func (t *pacedWait) send(event []byte) error {
	switch _, err := t.w.Write(event); {
	case err == nil:
		return nil
	case errors.Is(err, ErrCut):
		return err
	}
	return t.gone()
}
