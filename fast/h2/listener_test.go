package h2_test

import (
	"net"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/h2"
)

// exhausted has so many connections and then no descriptors.
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

// TestSplit_Exhausted wants the connections that hold the descriptors before it is
// told that there are none.
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
