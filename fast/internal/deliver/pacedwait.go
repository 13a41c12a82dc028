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

// pacedWait is how a paced stream waits: at the pacer, while its client is watched.
type pacedWait struct {
	pacing  *Pacing
	w       io.Writer // to the client, at once
	waiter  *pace.Waiter
	watch   *hangup.Watch
	unwatch func() bool  // ends the watch of a client of HTTP/2
	asked   pace.Instant // when a client that sends no more last got a comment; 0 means never
}

// begin begins the waits of a stream that writes to w, or of an answer in one
// piece if w is nil. conn may be nil, and then nobody watches the client.
func (p *Pacing) begin(w io.Writer, conn net.Conn) (pacedWait, error) {
	if err := p.Open(); err != nil {
		return pacedWait{}, err
	}
	t := pacedWait{pacing: p, w: w, waiter: p.pacer.Acquire()}
	if c, ok := coalesce.From(conn); ok {
		t.watch = p.watcher.Watch(c, t.waiter)
	} else if c, ok := conn.(interface{ Context() context.Context }); ok { // of HTTP/2
		t.unwatch = context.AfterFunc(c.Context(), t.waiter.Cancel)
	}
	return t, nil
}

// end ends the waits. Nothing of t may be used afterwards.
func (t *pacedWait) end() {
	t.watch.End()
	if t.unwatch == nil || t.unwatch() { // else Cancel may still come
		t.waiter.Release()
	}
}

// errGone ends a stream whose client has left.
var errGone = errors.New("the client has left")

// ErrCut is what an error of a Write is whose answer is cut off on purpose. No
// client has left then.
var ErrCut = errors.New("answer cut off on purpose")

// A client that sends no more may have closed the connection or only its half of
// it. They look alike until something is sent to it, so it gets a comment, which
// clients of server-sent events skip: who has closed answers that with a reset.
const (
	stillThere         = ": still there?\n\n"
	stillThereInterval = 500 * time.Millisecond
)

// until waits until an event is due. The error is errGone once the client has
// hung up, whatever is due.
func (t *pacedWait) until(due pace.Instant) error {
	for {
		next := due
		if t.asked > 0 {
			next = min(due, t.asked.Add(stillThereInterval))
		}
		err := t.waiter.Wait(next)
		switch {
		case err == nil && next == due:
			return nil
		case err == nil:
			err = t.ask()
		case err == pace.ErrCanceled && t.watch.State() == hangup.Finished && t.asked == 0 && t.w != nil:
			if err = t.ask(); err == nil {
				t.persist()
			}
		case err == pace.ErrCanceled:
			return t.gone()
		}
		if err != nil {
			return err
		}
	}
}

// ask sends the comment.
func (t *pacedWait) ask() error {
	t.asked = pace.Now()
	return t.send([]byte(stillThere))
}

// persist goes on waiting, as a waiter does not once it is canceled.
func (t *pacedWait) persist() {
	canceled := t.waiter
	t.waiter = t.pacing.pacer.Acquire()
	t.watch.AwaitGone(t.waiter)
	canceled.Release()
}

func (t *pacedWait) gone() error {
	t.pacing.HangUps.Add(1)
	return errGone
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
