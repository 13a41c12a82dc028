// Package loadtest starts servers to be loaded by tests, and runs the loads.
package loadtest

import (
	"context"
	"errors"
	"net"
	"testing"

	"mock-openai/bench/load"
	"mock-openai/fast"
)

// Serve starts a mock-openai on loopback that ends with the test, and returns its
// URL.
func Serve(t testing.TB, c fast.Config) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ServeOn(t, c, ln)
	return "http://" + ln.Addr().String()
}

// ServeOn starts one on a listener.
func ServeOn(t testing.TB, c fast.Config, ln net.Listener) {
	t.Helper()
	s, err := fast.New(c)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	t.Cleanup(func() {
		if err := errors.Join(s.Shutdown(context.Background()), <-served); err != nil {
			t.Error(err)
		}
	})
}

// Run runs l and wants no errors.
func Run(t testing.TB, l load.Load) *load.Result {
	t.Helper()
	r, err := l.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r.Errors != 0 {
		t.Fatalf("%d errors on %s, the first: %v", r.Errors, l.URL, r.Err)
	}
	return r
}
