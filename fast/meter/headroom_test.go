package meter

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// TestHeadroom keeps every processor busy and checks that little headroom is left. A
// measurement right afterwards returns the same value.
func TestHeadroom(t *testing.T) {
	var h headroom
	h.start()
	if h.measure() != 1 {
		t.Errorf("at first %v", h.share)
	}
	var busy sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		busy.Go(func() {
			for begin := time.Now(); time.Since(begin) < 2*minInterval; {
			}
		})
	}
	busy.Wait()
	got := h.measure()
	if got < 0 || got >= 1 {
		t.Errorf("%v is left", got)
	}
	if again := h.measure(); again != got {
		t.Errorf("%v and at once %v", got, again)
	}
}

// TestHeadroom_Apart has one registry be asked, which leaves what the other is to show.
func TestHeadroom_Apart(t *testing.T) {
	m := New(nil, Sources{})
	one, other := m.collector.apart(), m.collector.apart()
	began := m.began.at
	time.Sleep(minInterval)
	one.headroom.measure()
	if !one.headroom.at.After(began) || !other.headroom.at.Equal(began) || !m.collector.headroom.at.Equal(began) {
		t.Errorf("began at %v, now one counts from %v and the other from %v", began, one.headroom.at, other.headroom.at)
	}
}

func TestBounds(t *testing.T) {
	all := bounds(10*time.Microsecond, time.Second, wide)
	if len(all) != 16 || all[0] != 10*time.Microsecond || all[1] != 25*time.Microsecond || all[15] != time.Second {
		t.Errorf("bounds are %v", all)
	}
}
