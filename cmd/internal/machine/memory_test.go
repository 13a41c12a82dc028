package machine

import (
	"math"
	"testing"
)

func TestHeldOf(t *testing.T) {
	f := func(limit, want int64) {
		t.Helper()
		if got := heldOf(limit); got != want {
			t.Errorf("of %d bytes %d may be held, want %d", limit, got, want)
		}
	}
	f(math.MaxInt64, 0)
	f(3<<30, 1<<30)
	f(3<<20, 1<<20)
}
