package fast

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/valyala/fasthttp"
)

// TestShutdown_Twice shuts a server down while a request is being answered, which takes longer
// than the first Shutdown waits. The second must wait for the answer. After it the connection
// takes no more requests.
func TestShutdown_Twice(t *testing.T) {
	f := func(c Config, dial func(address string) (net.Conn, error)) {
		t.Helper()
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		began, end := make(chan bool), make(chan bool)
		s.connections.http.Handler = func(*fasthttp.RequestCtx) {
			began <- true
			<-end
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan error, 1)
		go func() { served <- s.Serve(ln) }()
		conn, err := dial(ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		const request = "GET / HTTP/1.1\r\nHost: mock\r\n\r\n"
		io.WriteString(conn, request)
		<-began
		over, cancel := context.WithCancel(t.Context())
		cancel()
		for range 2 {
			if s.Shutdown(over) == nil {
				t.Error("the server has shut down during a request")
			}
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
		shut := make(chan error, 1)
		go func() { shut <- s.Shutdown(t.Context()) }()
		close(end)
		answers := bufio.NewReader(conn)
		if res, err := http.ReadResponse(answers, nil); err != nil || res.StatusCode != 200 {
			t.Errorf("the request under way is not answered: %v", err)
		}
		io.WriteString(conn, request)
		if res, err := http.ReadResponse(answers, nil); err == nil {
			t.Errorf("a request after Shutdown is answered: %+v", res)
		}
		conn.Close()
		if err := <-shut; err != nil {
			t.Error(err)
		}
	}
	f(Config{}, func(address string) (net.Conn, error) { return net.Dial("tcp", address) })
	secure := httptest.NewUnstartedServer(nil)
	secure.StartTLS()
	defer secure.Close()
	var c Config
	c.Transport.TLS = &tls.Config{Certificates: secure.TLS.Certificates}
	f(c, func(address string) (net.Conn, error) {
		return tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	})
}
