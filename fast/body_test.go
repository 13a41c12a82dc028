package fast_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestLongBodies sends long prompts over many connections at once. They are read into
// buffers that requests share one after another.
func TestLongBodies(t *testing.T) {
	f := func(c fast.Config, members string) {
		t.Helper()
		c.Answers.Echo, c.Answers.StreamTokensMin = true, 4096
		url := serve(t, c)
		var clients sync.WaitGroup
		for i := range 16 {
			clients.Go(func() {
				for size := 10_000; size < 500_000; size *= 3 {
					want := strings.Repeat(string(rune('a'+i)), size)
					status, got := post(t, url+chatPath, `{`+members+`"messages":[{"role":"user","content":"`+want+`"}]}`)
					if n := strings.Count(string(got), want[:1000]); status != 200 || n < size/1000-size/16384-1 {
						t.Errorf("%s: status %d, the text comes back as %d of %d pieces", members, status, n, size/1000)
					}
				}
			})
		}
		clients.Wait()
	}
	f(fast.Config{}, ``)
	f(fast.Config{}, `"stream":true,`)
	f(fast.Config{Timing: fast.Timing{ResponseDelay: time.Microsecond}}, `"stream":true,`)
}
