package coalesce

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/valyala/fasthttp"
)

// TestReadTimeout_Idle checks that the read timeout does not end the wait for the
// next request on a connection that is no socket, such as one of TLS.
func TestReadTimeout_Idle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := net.Pipe()
		defer server.Close()
		defer client.Close()
		c := newConn(server, &Listener{readTimeout: time.Second, epoch: time.Now()})
		for range 3 {
			go func() {
				time.Sleep(time.Minute)
				client.Write([]byte("a request"))
			}()
			ConnState(c, fasthttp.StateIdle)
			if _, err := c.Read(make([]byte, 4)); err != nil {
				t.Fatalf("the begin: %v", err)
			}
			ConnState(c, fasthttp.StateActive)
			if _, err := c.Read(make([]byte, 100)); err != nil {
				t.Fatalf("the rest: %v", err)
			}
		}
		if _, err := c.Read(make([]byte, 100)); err == nil {
			t.Error("a request that does not go on is waited for")
		}
	})
}
