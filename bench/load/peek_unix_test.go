//go:build unix

package load

import (
	"io"
	"net"
	"testing"
	"time"
)

// pair returns the two ends of a TCP connection.
func pair(t testing.TB) (client, server net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if client, err = net.Dial("tcp", ln.Addr().String()); err == nil {
		server, err = ln.Accept()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	return client, server
}

func TestPeek(t *testing.T) {
	f := func(end func(*net.TCPConn)) {
		t.Helper()
		client, server := pair(t)
		p := peekOf(client)
		if n := testing.AllocsPerRun(100, func() {
			if p.hasEnded() {
				t.Error("an open connection has ended")
			}
		}); n > 0 {
			t.Errorf("%v allocations", n)
		}
		end(server.(*net.TCPConn))
		for deadline := time.Now().Add(10 * time.Second); !p.hasEnded(); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("a closed connection has not ended")
			}
		}
	}
	f(func(c *net.TCPConn) { c.Close() })
	f(func(c *net.TCPConn) { c.CloseWrite() })
	f(func(c *net.TCPConn) { c.SetLinger(0); c.Close() })
	f(func(c *net.TCPConn) { io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\n\r\n") })
}

func BenchmarkPeek(b *testing.B) {
	client, _ := pair(b)
	p := peekOf(client)
	for b.Loop() {
		p.hasEnded()
	}
}
