package meter

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// TestHeadroom keeps every processor busy and wants little to be left; the value
// stays for those who look again at once.
func TestHeadroom(t *testing.T) {
	var h headroom
	h.start()
	if h.look() != 1 {
		t.Errorf("at first %v", h.share)
	}
	var busy sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		busy.Go(func() {
			for begin := time.Now(); time.Since(begin) < 2*shortest; {
			}
		})
	}
	busy.Wait()
	got := h.look()
	if got < 0 || got >= 1 {
		t.Errorf("%v is left", got)
	}
	if again := h.look(); again != got {
		t.Errorf("%v and at once %v", got, again)
	}
}

func TestBounds(t *testing.T) {
	all := bounds(10*time.Microsecond, time.Second, wide)
	if len(all) != 16 || all[0] != 10*time.Microsecond || all[1] != 25*time.Microsecond || all[15] != time.Second {
		t.Errorf("bounds are %v", all)
	}
}
