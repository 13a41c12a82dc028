package coalesce

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// sink is a connection that records each write separately.
type sink struct {
	net.Conn
	writes [][]byte
	n      int   // bytes in writes
	short  int   // bytes withheld from every write
	err    error // of every write
	closed bool
}

func (s *sink) Write(p []byte) (int, error) {
	p = p[:max(0, len(p)-s.short)]
	s.writes = append(s.writes, bytes.Clone(p))
	s.n += len(p)
	return len(p), s.err
}

func (s *sink) Read([]byte) (int, error)         { return 0, io.EOF }
func (s *sink) Close() error                     { s.closed = true; return nil }
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }

// over returns a Conn over inner that belongs to no running Listener.
func over(inner net.Conn) *Conn {
	c := newConn(inner, &Listener{parkAfter: -1, open: map[*Conn]struct{}{}, parked: map[net.Conn]struct{}{}})
	c.Collect(true)
	return c
}

func TestConnSendsOnce(t *testing.T) {
	f := func(name string, send func(c *Conn) error) {
		t.Helper()
		s := &sink{}
		c := over(s)
		for _, p := range []string{"a", "", "bc", "def"} {
			if n, err := c.Write([]byte(p)); n != len(p) || err != nil {
				t.Fatalf("%s: Write(%q) = %d, %v", name, p, n, err)
			}
		}
		if len(s.writes) != 0 {
			t.Fatalf("%s: sent %q too early", name, s.writes)
		}
		if err := send(c); err != nil && err != io.EOF {
			t.Fatalf("%s: %v", name, err)
		}
		if len(s.writes) != 1 || string(s.writes[0]) != "abcdef" {
			t.Fatalf("%s: sent %q", name, s.writes)
		}
		if c.buf != nil {
			t.Fatalf("%s: keeps its buffer", name)
		}
		send(c)
		if len(s.writes) != 1 {
			t.Fatalf("%s: sent again: %q", name, s.writes)
		}
	}
	f("Read", func(c *Conn) error { _, err := c.Read(make([]byte, 1)); return err })
	f("Flush", (*Conn).Flush)
	f("Close", (*Conn).Close)
	f("Collect", func(c *Conn) error { return c.Collect(false) })
	f("SetDeadline", func(c *Conn) error { return c.SetDeadline(time.Time{}) })
	f("SetWriteDeadline", func(c *Conn) error { return c.SetWriteDeadline(time.Time{}) })
	f("CloseWrite", func(c *Conn) error {
		if err := c.CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
		return nil
	})
}

func TestConnSizeCap(t *testing.T) {
	f := func(writes []int, want ...int) {
		t.Helper()
		s := &sink{}
		c := over(s)
		for _, n := range writes {
			c.Write(make([]byte, n))
		}
		c.Flush()
		var got []int
		for _, p := range s.writes {
			got = append(got, len(p))
		}
		if len(got) != len(want) {
			t.Fatalf("%v: sent %v, want %v", writes, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%v: sent %v, want %v", writes, got, want)
			}
		}
	}
	const small = minDirect - 1
	f([]int{small}, small)
	f([]int{minDirect, 1}, minDirect, 1)
	f([]int{small, 1, small}, 2*small+1)
	f([]int{1, minDirect, 1}, 1, minDirect, 1) // the first two are one writev on a socket
	f([]int{1, 10 * maxPending, 1}, 1, 10*maxPending, 1)
	f([]int{small, small, small, small, small, small, small, small, 8}, maxPending)
	f([]int{small, small, small, small, small, small, small, small, 9, 1}, 8*small, 9, 1)
}

func TestConnError(t *testing.T) {
	broken := errors.New("broken")
	f := func(name string, s *sink, want error, send func(c *Conn) error) {
		t.Helper()
		c := over(s)
		c.Write([]byte("lost"))
		if err := send(c); err != want {
			t.Errorf("%s: got error %v, want %v", name, err, want)
		}
		if _, err := c.Write([]byte("x")); err != want {
			t.Errorf("%s: Write later: got error %v, want %v", name, err, want)
		}
		if _, err := c.Read(make([]byte, 1)); err != want {
			t.Errorf("%s: Read later: got error %v, want %v", name, err, want)
		}
		if err := c.SetWriteDeadline(time.Time{}); err != want {
			t.Errorf("%s: SetWriteDeadline later: got error %v, want %v", name, err, want)
		}
		if err := c.Close(); err != want {
			t.Errorf("%s: Close: got error %v, want %v", name, err, want)
		}
		if len(s.writes) != 1 || !s.closed {
			t.Errorf("%s: wrote %q, closed %v", name, s.writes, s.closed)
		}
		if err := c.Close(); err != net.ErrClosed {
			t.Errorf("%s: second Close: got error %v", name, err)
		}
	}
	read := func(c *Conn) error { _, err := c.Read(make([]byte, 1)); return err }
	f("Read", &sink{err: broken, short: 2}, broken, read)
	f("Flush", &sink{err: broken}, broken, (*Conn).Flush)
	f("Collect", &sink{err: broken}, broken, func(c *Conn) error { return c.Collect(false) })
	f("short write", &sink{short: 1}, io.ErrShortWrite, read)
	f("cap", &sink{err: broken}, broken, func(c *Conn) error { _, err := c.Write(make([]byte, minDirect)); return err })
}

func TestConnWriteCountsItsOwnBytes(t *testing.T) {
	s := &sink{short: 3, err: io.ErrClosedPipe}
	c := over(s)
	c.Collect(false)
	if n, err := c.Write([]byte("abcdefgh")); n != 5 || err != io.ErrClosedPipe {
		t.Fatalf("immediate Write = %d, %v", n, err)
	}
	s = &sink{short: 3, err: io.ErrClosedPipe}
	c = over(s)
	c.Write([]byte("ab"))
	if n, err := c.Write(make([]byte, minDirect)); n != 0 || err != io.ErrClosedPipe {
		t.Fatalf("Write over the cap = %d, %v", n, err)
	}
}

// socketPair returns both ends of a TCP connection, its server side in a Conn.
func socketPair(t testing.TB) (*Conn, *client) {
	t.Helper()
	ln := NewListener(listenTCP(t), never)
	defer ln.Close()
	c := dial(t, ln.Addr())
	s, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.(*Conn), c
}

func TestFrom(t *testing.T) {
	c := over(&sink{})
	if got, ok := From(c); !ok || got != c {
		t.Error("not found as itself")
	}
	if got, ok := From(tls.Server(c, nil)); !ok || got != c {
		t.Error("not found below TLS")
	}
	if _, ok := From(&sink{}); ok {
		t.Error("found where none is")
	}
}
