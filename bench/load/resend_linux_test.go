package load_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/internal/steady"
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

// afterResets is a Pacer whose requests are due once the connection of the one before was reset.
type afterResets struct {
	resets chan struct{}
	begun  bool
}

func (p *afterResets) Next() time.Duration {
	if p.begun {
		select {
		case <-p.resets:
		case <-time.After(time.Second): // the one before has failed
		}
	}
	p.begun = true
	return 0
}

// TestLoad_ResetBefore has a server reset a connection between two answers, less than 10 ms before
// the next request: a client notices that before it sends.
func TestLoad_ResetBefore(t *testing.T) {
	const requests = 20
	resets := make(chan struct{}, requests)
	url := "http://" + listen(t, func(_ int, conn *net.TCPConn) {
		req, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		io.Copy(io.Discard, req.Body)
		io.WriteString(conn, smallAnswer)
		time.Sleep(time.Millisecond) // until the answer has been read
		conn.SetLinger(0)
		conn.Close()
		resets <- struct{}{}
	})
	r := loadtest.Run(t, load.Load{URL: url, Connections: 1, Requests: requests, Pacer: &afterResets{resets: resets}})
	if r.Requests != requests || r.Resent != 0 || r.Connect.Count() != requests {
		t.Errorf("%d requests, %d sent again, %d connections", r.Requests, r.Resent, r.Connect.Count())
	}
}

// TestLoad_HalfClosedBefore has a server close only its side of a connection, right after an
// answer. The next request is sent again on a new connection, and does not wait for the timeout.
func TestLoad_HalfClosedBefore(t *testing.T) {
	const requests = 5
	machine := steady.Watch(t)
	url := taciturn{answers: []int{1}, cork: cork, end: ends["half"]}.start(t)
	pacer, err := load.NewPacer("constant", 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []load.Load{{}, {Pacer: pacer}} {
		l.URL, l.Connections, l.Requests, l.Timeout = url, 1, requests, 5*time.Second
		r, err := l.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Requests != requests {
			t.Errorf("%d requests, %d errors: %v", r.Requests, r.Errors, r.Err)
		}
		if longest := r.Latency.Max(); r.Resent != requests-1 || longest > time.Second { // what idled for 10 ms is not sent at all
			machine.Errorf("%d sent again, the longest answer took %v", r.Resent, longest)
		}
	}
}
