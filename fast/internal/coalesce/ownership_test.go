//go:build unix

package coalesce

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// held returns both ends of a connection that has answered a request: the server's
// goroutine owns its socket.
func held(t *testing.T) (*Conn, *client) {
	s, c := socketPair(t)
	ConnState(s, fasthttp.StateIdle)
	ConnState(s, fasthttp.StateActive)
	t.Cleanup(func() { s.Close(); ConnState(s, fasthttp.StateClosed) })
	return s, c
}

// open reports whether the socket is open.
func open(s *Conn) bool { return s.socket.raw.Control(func(uintptr) {}) == nil }

func TestOwnership_CloseByAnother(t *testing.T) {
	for name, closeIt := range map[string]func(*Conn) error{"Close": (*Conn).Close, "Reset": (*Conn).Reset} {
		t.Run(name, func(t *testing.T) {
			s, c := held(t)
			read := make(chan error)
			go func() { _, err := s.Read(make([]byte, 1)); read <- err }()
			eventually(s.listener.poller.hasWaiters)
			if err := closeIt(s); err != nil {
				t.Error(err)
			}
			if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("Read ended with %v", err)
			}
			if _, err := s.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
				t.Errorf("Write afterwards: %v", err)
			}
			if _, err := s.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
				t.Errorf("Read afterwards: %v", err)
			}
			if err := s.Close(); !errors.Is(err, net.ErrClosed) || !open(s) {
				t.Errorf("a second Close: %v", err)
			}
			if s.listener.Open() != 0 || !open(s) {
				t.Error("the socket is not left to its owner")
			}
			ConnState(s, fasthttp.StateClosed)
			_, err := c.r.ReadByte()
			if reset := errors.Is(err, syscall.ECONNRESET); open(s) || reset != (name == "Reset") || !reset && err != io.EOF {
				t.Errorf("the client got %v", err)
			}
		})
	}
}

// TestOwnership_Share checks that a shared connection is closed at once.
func TestOwnership_Share(t *testing.T) {
	s, c := held(t)
	s.Share()
	c.send("x")
	for s.socket.awaitReadable() != nil {
	}
	s.SetReadDeadline(past)
	if _, err := s.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Read past its deadline: %v", err)
	}
	if err := s.Close(); err != nil || open(s) {
		t.Errorf("Close: %v", err)
	}
	if err := s.Reset(); err == nil {
		t.Error("there is something to reset after Close")
	}
}

// TestOwnership_Errors checks that errors of the peer are seen without the poller
// too.
func TestOwnership_Errors(t *testing.T) {
	s, c := held(t)
	c.send("x")
	for s.socket.awaitReadable() != nil {
	}
	if n, err := s.Read(make([]byte, 2)); n != 1 || err != nil {
		t.Fatalf("Read = %d, %v", n, err)
	}
	c.Conn.(*net.TCPConn).CloseWrite()
	for !errors.Is(s.socket.awaitReadable(), io.EOF) {
	}
	if n, err := s.Read(make([]byte, 2)); n != 0 || err != io.EOF {
		t.Fatalf("Read = %d, %v after the last byte", n, err)
	}
	c.Conn.(*net.TCPConn).SetLinger(0)
	c.Close()
	var err error
	eventually(func() bool { _, err = s.Write([]byte("y")); return err != nil })
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) {
		t.Errorf("Write after the peer has left: %v", err)
	}
}

// TestOwnership_Full writes to a peer that does not read.
func TestOwnership_Full(t *testing.T) {
	s, c := held(t)
	const size = 16 << 20
	written := make(chan error)
	go func() {
		n, err := s.Write(make([]byte, size))
		written <- errors.Join(err, s.CloseWrite(), sizeError(n, size))
	}()
	eventually(s.listener.poller.hasWaiters)
	n, err := io.Copy(io.Discard, c.r)
	if err := errors.Join(err, <-written, sizeError(int(n), size)); err != nil {
		t.Error(err)
	}
}

func sizeError(n, want int) error {
	if n != want {
		return fmt.Errorf("%d bytes, want %d", n, want)
	}
	return nil
}

// TestOwnership_ClosedUnderLoad closes connections while they are served, so that new
// ones get their descriptors. Each client must get what it asked for, or nothing.
func TestOwnership_ClosedUnderLoad(t *testing.T) {
	ln := NewListener(listenTCP(t), never)
	start(t, ln, &fasthttp.Server{Handler: handle})
	done := make(chan struct{})
	var closing, clients sync.WaitGroup
	closing.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(50 * time.Microsecond):
				closeOne(ln)
			}
		}
	})
	for i := range 16 {
		clients.Go(func() {
			for range 50 {
				ask(t, ln.Addr(), strings.Repeat(string(rune('a'+i)), 100))
			}
		})
	}
	clients.Wait()
	close(done)
	closing.Wait()
}

// closeOne closes one of the connections of ln.
func closeOne(ln *Listener) {
	ln.mu.Lock()
	var one *Conn
	for one = range ln.open {
		break
	}
	ln.mu.Unlock()
	if one != nil {
		one.Close()
	}
}

// ask sends body to an echo server 50 times on a new connection, or until it is
// closed.
func ask(t *testing.T, addr net.Addr, body string) {
	c, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close()
	r := bufio.NewReader(c)
	for range 50 {
		if _, err := io.WriteString(c, post("/", body)); err != nil {
			return
		}
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			return
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil {
			return
		}
		if string(got) != body {
			t.Errorf("asked for %.4q, got %q", body, got)
		}
	}
}
