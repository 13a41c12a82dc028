package fast_test

import (
	"net/http"
	"testing"
	"time"

	"mock-openai/fast"
)

func TestStartupDelay(t *testing.T) {
	began := time.Now()
	url := serve(t, fast.Config{Timing: fast.Timing{StartupDelay: 300 * time.Millisecond}})
	for {
		res, err := http.Get(url + "/health")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			if since := time.Since(began); since < 300*time.Millisecond {
				t.Errorf("healthy after %v", since)
			}
			return
		}
		if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") != "1" {
			t.Fatalf("status %d, retry after %q", res.StatusCode, res.Header.Get("Retry-After"))
		}
		time.Sleep(10 * time.Millisecond)
	}
}
