package h2

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

// gather returns a connection over TCP that gathers, and its client.
func gather(t *testing.T, patience time.Duration) (*gathered, *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	g := newGathered(conn, patience)
	g.on = true
	t.Cleanup(func() { g.Conn.Close() })
	return g, client.(*net.TCPConn)
}

// TestGathered_Write has many write at once. Nothing may be lost, torn or change
// places with what the same one wrote before.
func TestGathered_Write(t *testing.T) {
	const writers, each = 20, 500
	g, client := gather(t, 0)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			p := make([]byte, 300)
			for n := range each {
				p[0] = byte(i)
				binary.BigEndian.PutUint32(p[1:], uint32(n))
				if _, err := g.Write(p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() {
		all.Wait()
		g.Close()
	}()
	var next [writers]uint32
	for p := make([]byte, 300); ; {
		if _, err := io.ReadFull(client, p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if n := binary.BigEndian.Uint32(p[1:]); n != next[p[0]] {
			t.Fatalf("write %d of %d came when %d was due", n, p[0], next[p[0]])
		}
		next[p[0]]++
	}
	for i, n := range next {
		if n != each {
			t.Errorf("%d of %d writes of %d came", n, each, i)
		}
	}
}

// fill writes until the client and everything between have no more room.
func fill(g *gathered) (err error) {
	p := make([]byte, 32<<10)
	for err == nil {
		_, err = g.Write(p)
	}
	return err
}

// TestGathered_Patience has a client that takes nothing: what is pending must not
// grow, and its time must end.
func TestGathered_Patience(t *testing.T) {
	g, client := gather(t, 200*time.Millisecond)
	if err := fill(g); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a client that takes nothing ends with %v", err)
	}
	if _, err := g.Conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the connection is left open: %v", err)
	}
	if err := g.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Close: %v", err)
	}
	io.Copy(io.Discard, client)
}

// sipper takes a little of each write in the time it has.
type sipper struct {
	net.Conn
	taken bytes.Buffer
}

func (s *sipper) Write(p []byte) (int, error) {
	if len(p) > 1000 {
		n, _ := s.taken.Write(p[:1000])
		return n, os.ErrDeadlineExceeded
	}
	return s.taken.Write(p)
}

func (s *sipper) SetWriteDeadline(time.Time) error { return nil }
func (s *sipper) Close() error                     { return nil }

// TestGathered_SlowClient has a client that takes little, but not nothing.
func TestGathered_SlowClient(t *testing.T) {
	client := new(sipper)
	g := newGathered(client, time.Minute)
	g.on = true
	sent := bytes.Repeat([]byte("slow"), 10_000)
	g.Write(sent)
	g.Close()
	if got := client.taken.Bytes(); !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came of %d", len(got), len(sent))
	}
}

// TestGathered_CloseTwice closes a connection whose Close waits for its client.
func TestGathered_CloseTwice(t *testing.T) {
	conn, _ := net.Pipe() // takes nothing that nobody reads
	g := newGathered(conn, 0)
	g.on = true
	if _, err := g.Write([]byte("never read")); err != nil {
		t.Fatal(err)
	}
	closed := make(chan error)
	go func() { closed <- g.Close() }()
	for waits := false; !waits; time.Sleep(time.Millisecond) {
		g.mu.Lock()
		waits = g.closing
		g.mu.Unlock()
	}
	if err := g.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := g.Write([]byte("late")); err == nil {
		t.Error("one can write after Close")
	}
}

func TestGathered_Off(t *testing.T) {
	g, client := gather(t, 0)
	g.on = false
	if err := g.SetDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Write([]byte("late")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a write past its deadline: %v", err)
	}
	g.SetDeadline(time.Time{})
	g.Write([]byte("now"))
	g.Close()
	if got, err := io.ReadAll(client); err != nil || string(got) != "now" {
		t.Errorf("%q, %v", got, err)
	}
}
