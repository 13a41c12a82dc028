package coalesce

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
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

// FuzzConn compares what arrives with what was written, whatever happens in between.
func FuzzConn(f *testing.F) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, seed))
		script := make([]byte, rng.IntN(200))
		for i := range script {
			script[i] = byte(rng.Uint32())
		}
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		s := &sink{}
		c := over(s)
		var want []byte
		allSent := func(op string) {
			if s.n != len(want) {
				t.Fatalf("after %s: sent %d bytes, want %d", op, s.n, len(want))
			}
		}
		for i, op := range script {
			switch op % 8 {
			case 0:
				c.Flush()
				allSent("Flush")
			case 1:
				c.Read(make([]byte, 1))
				allSent("Read")
			case 2:
				c.Collect(false)
				allSent("Collect(false)")
			case 3:
				c.Collect(true)
			case 4:
				c.SetDeadline(time.Time{})
				allSent("SetDeadline")
			default:
				size := int(op)
				if op > 240 {
					size *= 40 // large
				}
				p := bytes.Repeat([]byte{byte(i)}, size)
				want = append(want, p...)
				if op%8 == 5 {
					p = append(c.AvailableBuffer(), p...)
					if op&16 > 0 {
						c.Flush()
					}
					if op&32 > 0 {
						c.Collect(false)
					}
				}
				if n, err := c.Write(p); n != len(p) || err != nil {
					t.Fatalf("Write = %d, %v", n, err)
				}
				if op%8 != 5 {
					clear(p) // Write must not keep it
				}
				if !c.collecting.Load() {
					allSent("an immediate Write")
				}
				if len(want)-s.n > maxPending {
					t.Fatalf("sent %d of %d bytes", s.n, len(want))
				}
			}
		}
		c.Close()
		if got := bytes.Join(s.writes, nil); !bytes.Equal(got, want) {
			t.Fatalf("after Close: sent %d bytes, want %d, or others", len(got), len(want))
		}
	})
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

func TestConnSwitchedFromAnotherGoroutine(t *testing.T) {
	s, c := socketPair(t)
	var want bytes.Buffer
	for i := range 2000 {
		want.Write(bytes.Repeat([]byte{byte(i)}, i%700))
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 2000 {
			s.Collect(i%2 == 1)
			s.SetWriteDeadline(time.Time{})
		}
	})
	wg.Go(func() {
		for rest := want.Bytes(); len(rest) > 0; {
			n := min(len(rest), 1+len(rest)%900)
			if n%2 == 0 {
				s.Write(rest[:n])
			} else {
				s.Write(append(s.AvailableBuffer(), rest[:n]...))
			}
			rest = rest[n:]
		}
		s.Flush()
		s.CloseWrite()
	})
	got, err := io.ReadAll(c.r)
	wg.Wait()
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Fatalf("got %d bytes, error %v, want %d bytes", len(got), err, want.Len())
	}
}

func TestConn_AvailableBuffer(t *testing.T) {
	s := &sink{}
	c := over(s)
	want := ""
	write := func(room []byte, n int, inPlace bool) {
		t.Helper()
		text := strings.Repeat(string(rune('a'+len(want)%26)), n)
		p := append(room, text...)
		want += text
		if n, err := c.Write(p); n != len(p) || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
		if inPlace != (c.buf != nil && &p[0] == &c.buf.b[c.buf.n-len(p)]) {
			t.Errorf("%d bytes written where they are sent from: %v", n, !inPlace)
		}
		clear(p[:cap(p)][len(p):])
	}
	write(c.AvailableBuffer(), 100, true)
	write(c.AvailableBuffer(), 200, true)
	write(nil, 50, false)
	if room := cap(c.AvailableBuffer()); room != maxPending-350 {
		t.Errorf("room for %d bytes", room)
	}
	write(c.AvailableBuffer(), minDirect, true)
	write(c.AvailableBuffer(), minFlush, false)
	if s.n != len(want) || c.buf != nil {
		t.Errorf("%d of %d bytes sent", s.n, len(want))
	}
	room := c.AvailableBuffer()
	c.Flush()
	other := acquireBuffer()
	if &other.b[0] == &room[:1][0] {
		t.Error("the reserved space was reused before it was written")
	}
	releaseBuffer(other)
	write(room, 10, false)
	write(c.AvailableBuffer(), maxPending, false)
	c.Collect(false)
	if c.AvailableBuffer() != nil {
		t.Error("room though nothing is collected")
	}
	c.Close()
	if got := string(bytes.Join(s.writes, nil)); got != want || c.AvailableBuffer() != nil {
		t.Errorf("got %d bytes, want %d, or others", len(got), len(want))
	}
}

func TestConnWritev(t *testing.T) {
	s, c := socketPair(t)
	want := make([]byte, 3*maxPending)
	for i := range want {
		want[i] = byte(i * i)
	}
	go func() {
		s.Write(want[:100])
		s.Write(want[100:])
		s.CloseWrite()
	}()
	got, err := io.ReadAll(c.r)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes, error %v", len(got), err)
	}
}

func TestConnImmediateIsDuplex(t *testing.T) {
	a, b := net.Pipe()
	defer b.Close()
	c := over(a)
	c.Collect(false)
	written := make(chan error)
	go func() { _, err := c.Write([]byte("stuck until read")); written <- err }()
	go b.Write([]byte("x"))
	if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Fatalf("Read = %d, %v", n, err)
	}
	c.Close()
	if err := <-written; err == nil {
		t.Fatal("Close did not end the stuck Write")
	}
	if err := c.Close(); err == nil {
		t.Fatal("second Close: no error")
	}
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

func TestConnAllocations(t *testing.T) {
	s, c := socketPair(t)
	p, one := []byte(event), make([]byte, 1)
	n := testing.AllocsPerRun(200, func() {
		c.Write(one)
		ConnState(s, fasthttp.StateIdle)
		s.Read(one)
		ConnState(s, fasthttp.StateActive)
		s.Collect(true)
		for range 3 {
			s.Write(p)
		}
		s.Flush()
		s.Write(append(s.AvailableBuffer(), p...))
		s.Collect(false)
		s.Write(p)
		s.Collect(true)
		c.r.Discard(5 * len(p))
	})
	if n > 0 {
		t.Errorf("%v allocations per request", n)
	}
}
