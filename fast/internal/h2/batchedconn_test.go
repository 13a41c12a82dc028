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

// newBatchedPair returns a batching connection over TCP, and its client.
func newBatchedPair(t *testing.T, writeTimeout time.Duration) (*batchedConn, *net.TCPConn) {
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
	b := newBatchedConn(conn, writeTimeout)
	b.batching = true
	t.Cleanup(func() { b.Conn.Close() })
	return b, client.(*net.TCPConn)
}

// TestBatchedConn_Write writes from many goroutines. No write may be lost, torn or
// reordered with the earlier ones of its goroutine.
func TestBatchedConn_Write(t *testing.T) {
	const writers, each = 20, 500
	b, client := newBatchedPair(t, 0)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			p := make([]byte, 300)
			for n := range each {
				p[0] = byte(i)
				binary.BigEndian.PutUint32(p[1:], uint32(n))
				if _, err := b.Write(p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() {
		all.Wait()
		b.Close()
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

// fill writes until the client and everything in between are full.
func fill(b *batchedConn) (err error) {
	p := make([]byte, 32<<10)
	for err == nil {
		_, err = b.Write(p)
	}
	return err
}

// TestBatchedConn_WriteTimeout has a client that takes nothing: what is pending must
// not grow, and the write must time out.
func TestBatchedConn_WriteTimeout(t *testing.T) {
	b, client := newBatchedPair(t, 200*time.Millisecond)
	if err := fill(b); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a client that takes nothing ends with %v", err)
	}
	if _, err := b.Conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the connection is left open: %v", err)
	}
	if err := b.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Close: %v", err)
	}
	io.Copy(io.Discard, client)
}

// sipper takes a little of each write before its deadline.
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

// TestBatchedConn_SlowClient has a client that takes little, but not nothing.
func TestBatchedConn_SlowClient(t *testing.T) {
	client := new(sipper)
	b := newBatchedConn(client, time.Minute)
	b.batching = true
	sent := bytes.Repeat([]byte("slow"), 10_000)
	b.Write(sent)
	b.Close()
	if got := client.taken.Bytes(); !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came of %d", len(got), len(sent))
	}
}

// TestBatchedConn_CloseTwice closes a connection whose Close waits for its client.
func TestBatchedConn_CloseTwice(t *testing.T) {
	conn, _ := net.Pipe() // takes nothing that nobody reads
	b := newBatchedConn(conn, 0)
	b.batching = true
	if _, err := b.Write([]byte("never read")); err != nil {
		t.Fatal(err)
	}
	closed := make(chan error)
	go func() { closed <- b.Close() }()
	for waits := false; !waits; time.Sleep(time.Millisecond) {
		b.mu.Lock()
		waits = b.closing
		b.mu.Unlock()
	}
	if err := b.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := b.Write([]byte("late")); err == nil {
		t.Error("one can write after Close")
	}
}

func TestBatchedConn_Off(t *testing.T) {
	b, client := newBatchedPair(t, 0)
	b.batching = false
	if err := b.SetDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Write([]byte("late")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a write past its deadline: %v", err)
	}
	b.SetDeadline(time.Time{})
	b.Write([]byte("now"))
	b.Close()
	if got, err := io.ReadAll(client); err != nil || string(got) != "now" {
		t.Errorf("%q, %v", got, err)
	}
}
