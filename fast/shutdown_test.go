package fast_test

import (
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
