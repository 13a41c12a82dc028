package h2_test

import (
	"crypto/tls"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/h2"
)

// exhausted accepts a number of connections and then has no descriptors left.
type exhausted struct {
	net.Listener
	connections int
	closed      chan struct{}
}

func (e *exhausted) Accept() (net.Conn, error) {
	select {
	case <-e.closed:
		return nil, net.ErrClosed
	default:
	}
	if e.connections == 0 {
		return nil, syscall.EMFILE
	}
	e.connections--
	c, _ := net.Pipe()
	return c, nil
}

func (e *exhausted) Close() error {
	close(e.closed)
	return nil
}

// TestSplit_Exhausted checks that the connections that hold the descriptors come
// before the error.
func TestSplit_Exhausted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const connections = 30
		s := h2.New(func(*fasthttp.RequestCtx) {}, h2.Config{})
		ln := s.Split(&exhausted{connections: connections, closed: make(chan struct{})})
		synctest.Wait()
		for i := range connections {
			c, err := ln.Accept()
			if err != nil {
				t.Fatalf("after %d connections: %v", i, err)
			}
			c.Close()
			synctest.Wait()
		}
		if _, err := ln.Accept(); err != syscall.EMFILE {
			t.Errorf("after all connections: %v", err)
		}
		ln.Close()
	})
}

// silent accepts one connection, whose client says nothing.
type silent struct {
	exhausted
	client net.Conn
}

func (s *silent) Accept() (net.Conn, error) {
	if s.connections == 0 {
		<-s.closed
		return nil, net.ErrClosed
	}
	s.connections--
	server, client := net.Pipe()
	s.client = client
	return server, nil
}

// TestSplit_Silent checks that a connection that does not begin its handshake is
// closed after five seconds, or after ReadTimeout if that is less.
func TestSplit_Silent(t *testing.T) {
	f := func(readTimeout, want time.Duration) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			inner := &silent{exhausted: exhausted{connections: 1, closed: make(chan struct{})}}
			s := h2.New(func(*fasthttp.RequestCtx) {}, h2.Config{TLS: &tls.Config{}, ReadTimeout: readTimeout})
			ln := s.Split(inner)
			synctest.Wait()
			began := time.Now()
			if n, err := inner.client.Read(make([]byte, 1)); err != io.EOF || time.Since(began) != want {
				t.Errorf("%d bytes, %v after %v, want the end after %v", n, err, time.Since(began), want)
			}
			ln.Close()
		})
	}
	f(0, 5*time.Second)
	f(time.Hour, 5*time.Second)
	f(time.Second, time.Second)
}

// TestSplit_HalfPreface checks that a connection that stops within the preface is
// closed, and that one that sends nothing is left to HTTP/1.1.
func TestSplit_HalfPreface(t *testing.T) {
	needPriorKnowledge(t)
	s := h2.New(fine, h2.Config{ReadTimeout: 10 * time.Millisecond})
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	half, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	io.WriteString(half, "PRI * HTTP/2.0\r\n") // there before the connection is accepted
	ln := s.Split(inner)
	defer ln.Close()
	if n, err := half.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes for half a preface", n)
	}
	nothing, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer nothing.Close()
	c, err := ln.Accept()
	if err != nil || c.RemoteAddr().String() != nothing.LocalAddr().String() {
		t.Errorf("accepted %v, %v", c, err)
	}
	c.Close()
}
