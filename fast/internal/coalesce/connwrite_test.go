package coalesce

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

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
