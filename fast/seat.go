package fast

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/hangup"
	"mock-openai/fast/pace"
)

// seat is where a paced stream waits: at the pacer, with an eye on its client.
type seat struct {
	server *Server
	w      io.Writer // to the client, at once
	waiter *pace.Waiter
	watch  *hangup.Watch
	forget func() bool  // ends the eye on a client of HTTP/2
	asked  pace.Instant // when a client that sends no more last got a comment; 0 means never
}

// takeSeat returns a seat for a stream that writes to w, or for an answer in one
// piece if w is nil. conn may be nil, and then nobody looks after the client.
func (s *Server) takeSeat(w io.Writer, conn net.Conn) (seat, error) {
	if err := s.room.open(); err != nil {
		return seat{}, err
	}
	t := seat{server: s, w: w, waiter: s.room.pacer.Acquire()}
	if c, ok := coalesce.From(conn); ok {
		t.watch = s.room.watcher.Watch(c, t.waiter)
	} else if c, ok := conn.(interface{ Context() context.Context }); ok { // of HTTP/2
		t.forget = context.AfterFunc(c.Context(), t.waiter.Cancel)
	}
	return t, nil
}

// leave gives the seat back. Nothing of it may be used afterwards.
func (t *seat) leave() {
	t.watch.End()
	if t.forget == nil || t.forget() { // else Cancel may still come
		t.waiter.Release()
	}
}

// errGone ends a stream whose client has left.
var errGone = errors.New("the client has left")

// A client that sends no more may have closed the connection or only its half of
// it. They look alike until something is sent to it, so it gets a comment, which
// clients of server-sent events skip: who has closed answers that with a reset.
const (
	stillThere         = ": still there?\n\n"
	stillThereInterval = 500 * time.Millisecond
)

// wait waits until an event is due. The error is errGone once the client has
// hung up, whatever is due.
func (t *seat) wait(due pace.Instant) error {
	for {
		until := due
		if t.asked > 0 {
			until = min(due, t.asked.Add(stillThereInterval))
		}
		err := t.waiter.Wait(until)
		switch {
		case err == nil && until == due:
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
func (t *seat) ask() error {
	t.asked = pace.Now()
	return t.send([]byte(stillThere))
}

// persist goes on waiting, as a waiter does not once it is canceled.
func (t *seat) persist() {
	canceled := t.waiter
	t.waiter = t.server.room.pacer.Acquire()
	t.watch.Persist(t.waiter)
	canceled.Release()
}

func (t *seat) gone() error {
	t.server.hangUps.Add(1)
	return errGone
}

// send writes an event to the client.
func (t *seat) send(event []byte) error {
	switch _, err := t.w.Write(event); {
	case err == nil:
		return nil
	case errors.Is(err, errBroken):
		return err
	}
	return t.gone()
}
