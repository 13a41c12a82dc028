package fast_test

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestShutdown_TakesNothing shuts servers down, without a deadline, while a client takes
// nothing of its stream: its time limit still applies.
func TestShutdown_TakesNothing(t *testing.T) {
	for scheme := range wires {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			s, url := start(t, fast.Config{
				Transport: fast.Transport{WriteTimeout: time.Second},
				Timing:    fast.Timing{ResponseDelay: time.Microsecond},
				Answers:   fast.Answers{Tokens: pool.Sampler{Mean: 2_000_000}},
			})
			res, err := http.Post(url+chatPath, "application/json", strings.NewReader(`{"stream":true}`))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if err := s.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestShutdown_BeforeServe shuts a server down before it serves: Serve ends at once, and
// closes its listener.
func TestShutdown_BeforeServe(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		s, err := fast.New(fast.Config{Transport: fast.Transport{H2C: http2}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Serve(ln); err != nil {
			t.Error(err)
		}
		if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("the listener says %v", err)
		}
	}
}
