//go:build unix

package load_test

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
)

// once is a Pacer of a single request, due at that time.
type once time.Duration

func (o once) Next() time.Duration { return time.Duration(o) }

// TestLoad_IdleTimeout checks that a connection is opened again if the server closes it
// before its first request, with 408 as many servers do.
func TestLoad_IdleTimeout(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
	defer s.Close()
	go func() {
		if idle, err := ln.Accept(); err == nil {
			io.WriteString(idle, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
			idle.Close()
		}
		s.Serve(ln)
	}()
	r := loadtest.Run(t, load.Load{URL: "http://" + ln.Addr().String(), Connections: 1, Requests: 1, Pacer: once(1300 * time.Millisecond)})
	if r.Requests != 1 {
		t.Errorf("%d answers, %d statuses", r.Requests, r.Sent)
	}
}
