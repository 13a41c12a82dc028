//go:build unix

package coalesce

import (
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/valyala/fasthttp"
)

// handOver makes s a connection that was handed over, after an answer, as a handler and
// fasthttp do it.
func handOver(t *testing.T, s *Conn, unread string) {
	t.Helper()
	if !s.CanHandOver() {
		t.Fatal("cannot be handed over")
	}
	s.KeepSocket()
	s.TakeOver(func() { t.Error("dropped") })
	ConnState(s, fasthttp.StateHijacked)
	if got := string(s.Unread(strings.NewReader(unread))); got != unread {
		t.Errorf("unread %q, want %q", got, unread)
	}
	started := false
	s.HandOver(func() { started = true })
	if err := s.Close(); err != nil || !started {
		t.Fatalf("Close: %v, started: %t", err, started)
	}
}

// handedOver returns both ends of a connection that was handed over by ln.
func handedOver(t *testing.T, ln *Listener, unread string) (*Conn, *client) {
	t.Helper()
	c := dial(t, ln.Addr())
	s, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	handOver(t, s.(*Conn), unread)
	return s.(*Conn), c
}

// sendNow writes text without waiting, and checks that the client gets it.
func sendNow(t *testing.T, s *Conn, c *client, text string) {
	t.Helper()
	if n, err := s.WriteNow([]byte(text)); n != len(text) || err != nil {
		t.Fatalf("WriteNow = %d, %v", n, err)
	}
	got := make([]byte, len(text))
	if _, err := io.ReadFull(c.r, got); err != nil || string(got) != text {
		t.Fatalf("the client got %q, %v", got, err)
	}
}

// TestHandOver_State checks who owns the socket, and that fasthttp's Close does not end it.
func TestHandOver_State(t *testing.T) {
	ln := NewListener(listenTCP(t), never)
	defer ln.Close()
	s, c := handedOver(t, ln, "")
	if !s.ownsSocket() || !open(s) || ln.Open() != 1 {
		t.Errorf("owned: %t, open: %t, counted: %d", s.ownsSocket(), open(s), ln.Open())
	}
	sendNow(t, s, c, "event")
	if err := s.Drop(); err != nil || open(s) || ln.Open() != 0 {
		t.Errorf("Drop: %v, open: %t, counted: %d", err, open(s), ln.Open())
	}
	if _, err := c.r.ReadByte(); err != io.EOF {
		t.Errorf("the client got %v", err)
	}
}

// TestHandOver_Linger checks that a connection whose request is not read to its end stays
// with fasthttp.
func TestHandOver_Linger(t *testing.T) {
	s, c := socketPair(t)
	defer c.Close() // for which it would wait
	if s.Linger(); s.CanHandOver() {
		t.Error("can be handed over although it lingers")
	}
	if c := over(&sink{}); c.CanHandOver() {
		t.Error("can be handed over although it is no socket")
	}
}

// TestHandOver_Return gives connections back: the next request, of which part may have been
// read, comes to Accept on a new Conn with the same socket.
func TestHandOver_Return(t *testing.T) {
	for _, unread := range []string{"", "GET / HT"} {
		ln := NewListener(listenTCP(t), never)
		s, c := handedOver(t, ln, unread)
		s.Return([]byte(unread))
		if ln.Open() != 0 {
			t.Errorf("%q: counted: %d", unread, ln.Open())
		}
		if _, err := s.Write([]byte("late")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%q: a Write after Return: %v", unread, err)
		}
		if n, err := s.WriteNow([]byte("late")); n != 0 || !errors.Is(err, net.ErrClosed) {
			t.Errorf("%q: a WriteNow after Return: %d, %v", unread, n, err)
		}
		c.send("TP/1.1")
		next, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(unread)+len("TP/1.1"))
		if _, err := io.ReadFull(next, got); err != nil || string(got) != unread+"TP/1.1" {
			t.Errorf("the next request begins with %q, %v", got, err)
		}
		if next.(*Conn).socket.fd != s.socket.fd || next == net.Conn(s) {
			t.Errorf("%q: another socket or the same Conn", unread)
		}
		next.Close()
		ln.Close()
	}
}

// TestHandOver_HangUp closes the client's end: the next write fails, and Drop closes.
func TestHandOver_HangUp(t *testing.T) {
	ln := NewListener(listenTCP(t), never)
	defer ln.Close()
	s, c := handedOver(t, ln, "")
	c.Conn.(*net.TCPConn).SetLinger(0)
	c.Close()
	var err error
	eventually(func() bool { _, err = s.WriteNow([]byte("event")); return err != nil })
	if errors.Is(err, net.ErrClosed) {
		t.Errorf("WriteNow: %v", err)
	}
	if s.Drop(); open(s) || ln.Open() != 0 {
		t.Errorf("open: %t, counted: %d", open(s), ln.Open())
	}
}

// TestHandOver_SlowReader checks that WriteNow does not wait for a client that does not
// read, and that Write does until WriteTimeout.
func TestHandOver_SlowReader(t *testing.T) {
	ln := NewListener(listenTCP(t), Config{ParkAfter: time.Millisecond, WriteTimeout: time.Millisecond})
	defer ln.Close()
	s, _ := handedOver(t, ln, "")
	event := make([]byte, 1<<20)
	for {
		n, err := s.WriteNow(event)
		if err != nil {
			t.Fatal(err)
		}
		if n < len(event) {
			break
		}
	}
	if _, err := s.Write(event); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Write: %v", err)
	}
	if s.Drop(); open(s) || ln.Open() != 0 {
		t.Errorf("open: %t, counted: %d", open(s), ln.Open())
	}
}

// TestHandOver_Drain closes the listener: a stream goes on, and its connection is closed
// instead of given back.
func TestHandOver_Drain(t *testing.T) {
	for _, unread := range []string{"", "GET / HT"} {
		ln := NewListener(listenTCP(t), never)
		s, c := handedOver(t, ln, unread)
		if err := ln.Close(); err != nil {
			t.Fatal(err)
		}
		sendNow(t, s, c, "last event")
		s.Return([]byte(unread))
		if _, err := c.r.ReadByte(); err != io.EOF || open(s) {
			t.Errorf("%q: the client got %v, open: %t", unread, err, open(s))
		}
	}
}

// TestHandOver_CloseByAnother closes a connection that was handed over, as a fault or
// fasthttp does: the socket stays to its owner, whose writes fail.
func TestHandOver_CloseByAnother(t *testing.T) {
	ln := NewListener(listenTCP(t), never)
	defer ln.Close()
	s, c := handedOver(t, ln, "")
	if err := s.Close(); err != nil || !open(s) {
		t.Fatalf("Close: %v, open: %t", err, open(s))
	}
	if _, err := s.WriteNow([]byte("event")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("WriteNow: %v", err)
	}
	if s.Return(nil); open(s) {
		t.Error("the socket is open")
	}
	eventually(func() bool { return ln.Open()+ln.Parked() == 0 })
	if _, err := c.r.ReadByte(); err != io.EOF {
		t.Errorf("the client got %v", err)
	}
}

// TestHandOver_Dropped ends a connection before the HijackHandler is called, as fasthttp does
// if the client does not read the earlier answers.
func TestHandOver_Dropped(t *testing.T) {
	s, _ := held(t)
	s.KeepSocket()
	dropped := 0
	s.TakeOver(func() { dropped++ })
	s.Close()
	if ConnState(s, fasthttp.StateClosed); dropped != 1 || open(s) {
		t.Errorf("dropped %d times, open: %t", dropped, open(s))
	}
}

// TestHandOver_Forgets checks that a connection that was handed over holds nothing of what its
// handler passed to TakeOver, such as a request.
func TestHandOver_Forgets(t *testing.T) {
	s, _ := held(t)
	s.KeepSocket()
	request := takeOverWith(s)
	s.HandOver(func() {})
	if runtime.GC(); request.Value() != nil {
		t.Error("the request is held")
	}
	runtime.KeepAlive(s)
}

//go:noinline
func takeOverWith(s *Conn) weak.Pointer[fasthttp.Request] {
	request := new(fasthttp.Request)
	s.TakeOver(func() { request.Reset() })
	return weak.Make(request)
}
