package observe

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestLogBudget checks that the first records of a second are written, then one in 100,
// and that dropped records are reported once a second.
func TestLogBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reports := make(chan uint64, 9)
		b := logBudget{perSecond: 10, report: func(n uint64) { reports <- n }}
		f := func(requests, want int) {
			t.Helper()
			written := 0
			for range requests {
				if b.take(time.Now()) {
					written++
				}
			}
			if written != want {
				t.Errorf("%d of %d are written, want %d", written, requests, want)
			}
		}
		f(5, 5)
		f(5, 5)
		f(99, 0)
		f(1, 1)
		f(200, 2)
		time.Sleep(1100 * time.Millisecond)
		f(11, 10)
		time.Sleep(5 * time.Second)
		if first, second := <-reports, <-reports; first != 297 || second != 1 || len(reports) > 0 {
			t.Errorf("%d and %d are reported, and %d times more", first, second, len(reports))
		}
	})
}

func TestLogBudget_Unbounded(t *testing.T) {
	var b logBudget
	for range 1000 {
		if !b.take(time.Now()) {
			t.Fatal("not written")
		}
	}
}
