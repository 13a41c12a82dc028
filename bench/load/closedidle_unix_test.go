//go:build unix

package load_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/internal/steady"
	"mock-openai/bench/load"
)

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

// TestLoad_ClosedIdle has the server close idle connections, which are opened again before
// anything is sent, as clients do.
func TestLoad_ClosedIdle(t *testing.T) {
	const requests = 6
	machine := steady.Watch(t)
	server, client := certified()
	for name, end := range ends {
		for _, config := range []*tls.Config{nil, server} {
			url := taciturn{answers: []int{-1}, idle: 30 * time.Millisecond, end: end, tls: config}.start(t)
			pacer, err := load.NewPacer("constant", 10, 1)
			if err != nil {
				t.Fatal(err)
			}
			r := loadtest.Run(t, load.Load{URL: url, TLS: client, Connections: 1, Requests: requests, Pacer: pacer})
			if r.Requests != requests {
				t.Errorf("%s: %d requests", name, r.Requests)
			}
			if r.Resent != 0 || r.Connect.Count() != requests {
				machine.Errorf("%s: %d sent again, %d connections", name, r.Resent, r.Connect.Count())
			}
		}
	}
}
