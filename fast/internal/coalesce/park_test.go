//go:build unix

package coalesce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

func TestParkManyTimes(t *testing.T) {
	for _, reduced := range []bool{false, true} {
		ln := NewListener(listenTCP(t), often)
		start(t, ln, &fasthttp.Server{Handler: handle, ReduceMemoryUsage: reduced})
		c := dial(t, ln.Addr())
		for i := range 10 {
			body := strings.Repeat(fmt.Sprint(i), 1+i*3000)
			c.send(post("/", body))
			c.expect(body)
			eventually(func() bool { return ln.Parked() == 1 && ln.Open() == 0 })
		}
		c.Close()
		eventually(func() bool { return ln.Parked() == 0 })
	}
}

func TestParkDribble(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	start(t, ln, &fasthttp.Server{Handler: handle})
	c := dial(t, ln.Addr())
	for range 2 {
		for _, b := range post("/", "dribbled") {
			c.send(string(b))
			time.Sleep(2 * often.ParkAfter)
		}
		c.expect("dribbled")
		eventually(func() bool { return ln.Parked() == 1 })
	}
}

// TestParkRaces lets requests arrive at every moment of parking.
func TestParkRaces(t *testing.T) {
	ln := NewListener(listenTCP(t), Config{ParkAfter: 200 * time.Microsecond})
	start(t, ln, &fasthttp.Server{Handler: handle, IdleTimeout: time.Minute})
	var wg sync.WaitGroup
	for id := range 16 {
		wg.Go(func() {
			c := dial(t, ln.Addr())
			defer c.Close()
			rng := rand.New(rand.NewPCG(uint64(id), 1))
			for i := range 150 {
				body := fmt.Sprintf("request %d of %d%s", i, id, strings.Repeat("x", rng.IntN(3000)))
				request := post("/", body)
				if rng.IntN(2) == 0 {
					request += get("/stream")
				}
				cut := rng.IntN(len(request))
				c.send(request[:cut])
				if rng.IntN(4) == 0 {
					time.Sleep(time.Duration(rng.IntN(600)) * time.Microsecond)
				}
				c.send(request[cut:])
				c.expect(body)
				if strings.HasSuffix(request, get("/stream")) {
					c.expect(streamBody)
				}
				time.Sleep(time.Duration(rng.IntN(600)) * time.Microsecond)
			}
		})
	}
	wg.Wait()
}

// served returns a Conn that has answered a request and whose server waits for the
// next one under that read deadline. It also returns the error of that wait.
func served(t *testing.T, ln *Listener, deadline time.Time) (*Conn, *client, error) {
	t.Helper()
	c := dial(t, ln.Addr())
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	s := accepted.(*Conn)
	ConnState(s, fasthttp.StateIdle)
	s.SetReadDeadline(deadline)
	_, err = s.Read(make([]byte, 1))
	return s, c, err
}

func TestParkKeepsIdleTimeout(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	defer ln.Close()
	for timeout := 20 * time.Millisecond; ; timeout *= 2 {
		s, c, err := served(t, ln, time.Now().Add(timeout))
		s.Close()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue // slow machine: the timeout was first
		}
		if err != io.EOF {
			t.Fatal(err)
		}
		c.expectEOF()
		eventually(func() bool { return ln.Parked() == 0 })
		return
	}
}

func TestParkTellsDeadlinesApart(t *testing.T) {
	ln := NewListener(listenTCP(t), Config{ParkAfter: time.Hour})
	defer ln.Close()
	s, c, err := served(t, ln, past)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("got error %v", err)
	}
	s.Close()
	ConnState(s, fasthttp.StateClosed)
	c.expectEOF()
	if ln.Open() != 0 || ln.Parked() != 0 {
		t.Fatalf("%d open, %d parked", ln.Open(), ln.Parked())
	}
}

func TestParkDetaches(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	defer ln.Close()
	old, c, err := served(t, ln, time.Now().Add(time.Hour))
	if err != io.EOF {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	if ln.Open() != 0 || ln.Parked() != 1 {
		t.Fatalf("%d open, %d parked", ln.Open(), ln.Parked())
	}
	c.send("next")
	fresh, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	if net.Conn(old) == fresh {
		t.Fatal("the same Conn came back")
	}
	// Nothing done to the old Conn reaches the socket any more.
	_, readErr := old.Read(make([]byte, 1))
	_, writeErr := old.Write([]byte("x"))
	for _, err := range []error{readErr, writeErr, old.Flush(), old.Collect(false), old.CloseWrite(),
		old.SetDeadline(past), old.SetReadDeadline(past), old.SetWriteDeadline(past), old.Close()} {
		if err != net.ErrClosed {
			t.Errorf("got error %v", err)
		}
	}
	got := make([]byte, 4)
	if _, err := io.ReadFull(fresh, got); err != nil || string(got) != "next" {
		t.Fatalf("got %q, %v", got, err)
	}
	fresh.Write([]byte("answer"))
	fresh.Close()
	if got, err := io.ReadAll(c.r); err != nil || string(got) != "answer" {
		t.Fatalf("got %q, %v", got, err)
	}
}

// TestParkNotWhenLate covers a wake-up that comes together with bytes.
func TestParkNotWhenLate(t *testing.T) {
	s, c := socketPair(t)
	deadline := time.Now().Add(time.Hour)
	s.SetReadDeadline(deadline)
	s.state.Store(woken)
	s.inner.SetReadDeadline(past)
	s.SetReadDeadline(deadline) // recorded, not set
	if n, err := s.afterWake(1, nil); n != 1 || err != nil {
		t.Fatalf("Read = %d, %v", n, err)
	}
	s.state.Store(serving)
	c.send("x")
	if n, err := s.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Fatalf("the deadline was not restored: Read = %d, %v", n, err)
	}
}

func TestParkShutdown(t *testing.T) {
	const conns = 200 // several batches
	ln := NewListener(listenTCP(t), often)
	srv := &fasthttp.Server{Handler: handle, ConnState: ConnState}
	stop := serve(t, ln, srv)
	var clients []*client
	for range conns {
		c := dial(t, ln.Addr())
		c.send(get("/a"))
		c.expect("/a")
		clients = append(clients, c)
	}
	eventually(func() bool { return ln.Parked() == conns })
	if n := srv.GetOpenConnectionsCount(); n > 1 { // Accept counts as one
		eventually(func() bool { return srv.GetOpenConnectionsCount() <= 1 })
	}
	stop()
	for _, c := range clients {
		c.expectEOF()
	}
	eventually(func() bool { return ln.Open()+ln.Parked() == 0 })
}

// TestShutdownWhileLeaving covers a Close that comes after its Listener's.
func TestShutdownWhileLeaving(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	s, c, err := served(t, ln, time.Time{})
	if err != io.EOF {
		t.Fatal(err)
	}
	ln.Close()
	s.Close()
	c.expectEOF()
}

func TestShutdownInUse(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	srv := &fasthttp.Server{Handler: handle, ConnState: ConnState, CloseOnShutdown: true}
	entered, leave := make(chan struct{}), make(chan struct{})
	srv.Handler = func(ctx *fasthttp.RequestCtx) {
		close(entered)
		<-leave
		handle(ctx)
	}
	stop := serve(t, ln, srv)
	c := dial(t, ln.Addr())
	c.send(get("/stream"))
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := srv.ShutdownWithContext(ctx); err != context.Canceled {
		t.Fatal(err)
	}
	close(leave)
	c.expect(streamBody)
	c.Close()
	stop()
}
