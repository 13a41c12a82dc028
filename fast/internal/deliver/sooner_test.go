package deliver

import (
	"testing"
	"time"

	"mock-openai/fast/pace"
)

// late is an Asker that knows when an event is due. Whoever wakes the waiter means an earlier
// instant, as an engine does that does not know the jitter of the event.
type late struct {
	due pace.Instant
}

func (l *late) Ask(w pace.Waker) (pace.Instant, bool) {
	w.Sooner(pace.Now().Add(time.Millisecond)) // as the wait before ended
	return l.due, true
}

func (*late) Forget() {}

// TestPacedWait_Sooner wants an event that is due later than its waker knew not to come early.
func TestPacedWait_Sooner(t *testing.T) {
	p := new(Pacing)
	defer p.Close()
	wait, err := p.begin(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer wait.end()
	l := &late{pace.Now().Add(50 * time.Millisecond)}
	if err := wait.untilKnown(l); err != nil || pace.Now() < l.due {
		t.Errorf("came %v early: %v", l.due.Sub(pace.Now()), err)
	}
}

// lateExchange is a request of one event, which is due as late says.
type lateExchange struct {
	late
	left  int // events
	sent  pace.Instant
	ended chan struct{}
}

func (x *lateExchange) Next(dst []byte) ([]byte, bool) {
	if x.left == 0 {
		return dst, false
	}
	x.left--
	return append(dst, "event"...), true
}

func (x *lateExchange) AppendChunks(dst []byte) ([]byte, bool) { return x.Next(dst) }
func (*lateExchange) Due() pace.Instant                        { return Unknown }
func (x *lateExchange) Wrote()                                 { x.sent = pace.Now() }
func (*lateExchange) ClientLeft()                              {}
func (*lateExchange) Detach()                                  {}
func (x *lateExchange) Release()                               { close(x.ended) }

// taking is a stream of HTTP/2 whose client takes all.
type taking struct{ http2Stream }

func (taking) Collect(b []byte) (int, flusher, error) { return len(b), nil, nil }
func (taking) Finish(bool)                            {}

// TestPacedStream_Sooner is TestPacedWait_Sooner for a stream without a goroutine.
func TestPacedStream_Sooner(t *testing.T) {
	p := new(Pacing)
	defer p.Close()
	if err := p.Open(); err != nil {
		t.Fatal(err)
	}
	x := &lateExchange{late: late{pace.Now().Add(50 * time.Millisecond)}, left: 1, ended: make(chan struct{})}
	s := &Stream{pacing: p}
	s.Begin(x, x)
	stream := &pacedStream{pacing: p, stream: s, http2: taking{}}
	stream.job.Init(p.pacer, stream)
	p.looped.Add(1)
	stream.start()
	<-x.ended
	if x.sent < x.due {
		t.Errorf("came %v early", x.due.Sub(x.sent))
	}
}
