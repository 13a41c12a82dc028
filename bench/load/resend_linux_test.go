package load_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/sse"
)

// tally is a Checker that counts requests and whole answers.
type tally struct{ begun, whole *atomic.Int64 }

func (c tally) Begin(int64, []byte)       { c.begun.Add(1) }
func (c tally) Head(load.Head)            {}
func (c tally) Event(sse.Event, int) bool { return false }
func (c tally) Body([]byte, bool)         {}
func (c tally) End(err error) {
	if err == nil {
		c.whole.Add(1)
	}
}

// cork holds what is sent on a connection back until it is closed: the end comes with it.
func cork(c *net.TCPConn) {
	if raw, err := c.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_CORK, 1) })
	}
}

// TestLoad_Resends has the server close connections right after an answer, so that the next
// request comes too late.
func TestLoad_Resends(t *testing.T) {
	const requests, each = 60, 4
	server, client := certified()
	f := func(name string, l load.Load, s taciturn) {
		t.Helper()
		c := tally{new(atomic.Int64), new(atomic.Int64)}
		s.answers, s.cork = []int{each}, cork
		l.URL, l.TLS, l.Connections, l.Requests = s.start(t), client, 1, requests
		l.Checker = func() load.Checker { return c }
		r := loadtest.Run(t, l)
		const conns = requests / each
		if r.Requests != requests || r.Sent != requests || r.Latency.Count() != requests || c.begun.Load() != requests || c.whole.Load() != requests {
			t.Errorf("%s: %d of %d requests, %d timed, %d begun and %d whole for the checker", name, r.Requests, r.Sent, r.Latency.Count(), c.begun.Load(), c.whole.Load())
		}
		if r.Resent != conns-1 || r.Connect.Count() != conns {
			t.Errorf("%s: %d requests sent again, %d connections, want %d", name, r.Resent, r.Connect.Count(), conns)
		}
	}
	for _, over := range []*tls.Config{nil, server} {
		name := map[bool]string{true: "over TLS", false: "plain"}[over != nil]
		f(name, load.Load{Body: []byte("{}")}, taciturn{tls: over})
		pacer, err := load.NewPacer("poisson", 1000, 1)
		if err != nil {
			t.Fatal(err)
		}
		f(name+", paced", load.Load{Targeter: load.NewBodies([]byte(load.Unique)), Pacer: load.Ramp(pacer, 10*time.Millisecond)}, taciturn{tls: over})
	}
	f("FIN without a close_notify", load.Load{}, taciturn{tls: server, end: ends["FIN"]})
}

// TestLoad_ResentTimes counts the times of an answer from when its request was first sent.
func TestLoad_ResentTimes(t *testing.T) {
	const wait = 100 * time.Millisecond
	dials := 0
	address := listen(t, func(i int, conn *net.TCPConn) { taciturn{cork: cork}.talk(conn, []int{1, -1}[i]) })
	r := loadtest.Run(t, load.Load{URL: "http://" + address, Connections: 1, Requests: 2, Dial: func(context.Context) (net.Conn, error) {
		if dials++; dials == 2 {
			time.Sleep(wait)
		}
		return net.Dial("tcp", address)
	}})
	if longest := r.Latency.Quantile(1); r.Resent != 1 || longest < wait {
		t.Errorf("%d sent again, the longest answer took %v, want %v", r.Resent, longest, wait)
	}
}

// TestLoad_ResentToNobody has no second connection come about.
func TestLoad_ResentToNobody(t *testing.T) {
	type dial = func(context.Context) (net.Conn, error)
	f := func(ctx context.Context, how string, second dial, l load.Load, of func(*load.Result) int64) {
		t.Helper()
		address, dials := listen(t, func(_ int, conn *net.TCPConn) { taciturn{cork: cork}.talk(conn, 1) }), 0
		l.URL, l.Connections, l.Requests = "http://"+address, 1, 2
		l.Dial = func(ctx context.Context) (net.Conn, error) {
			if dials++; dials == 1 {
				return net.Dial("tcp", address)
			}
			return second(ctx)
		}
		r, err := l.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if r.Requests != 1 || r.Sent != 2 || r.Resent != 0 || of(r) != 1 {
			t.Errorf("%s: %d of %d requests, %d sent again, %d errors, %d cut off: %v", how, r.Requests, r.Sent, r.Resent, r.Errors, r.CutOff, r.Err)
		}
	}
	refused := func(context.Context) (net.Conn, error) { return nil, errors.New("refused") }
	hangs := func(ctx context.Context) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupted := func(ctx context.Context) (net.Conn, error) {
		interrupt()
		return hangs(ctx)
	}
	f(t.Context(), "error", refused, load.Load{}, func(r *load.Result) int64 { return r.Errors - r.Timeouts })
	f(t.Context(), "timeout", hangs, load.Load{Timeout: 100 * time.Millisecond}, func(r *load.Result) int64 { return r.Timeouts })
	f(ctx, "interrupt", interrupted, load.Load{}, func(r *load.Result) int64 { return r.CutOff })
}

// TestLoad_ResentAndLeft has clients leave, also while their request is sent again.
func TestLoad_ResentAndLeft(t *testing.T) {
	url := taciturn{answers: []int{2}, cork: cork}.start(t)
	r := loadtest.Run(t, load.Load{URL: url, Connections: 4, Requests: 400, Leave: 0.4})
	if r.Left == 0 || r.Resent == 0 || r.Requests+r.Left != 400 {
		t.Errorf("%d whole, %d left, %d sent again of 400", r.Requests, r.Left, r.Resent)
	}
}
