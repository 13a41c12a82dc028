package behavior

import (
	"testing"
)

// TestSessions checks that memory is bounded and that sessions in use are remembered.
func TestSessions(t *testing.T) {
	s := NewSessions()
	const busy = 1
	for i := range uint64(5 * maxSessions) {
		if first := s.AmongFirst(1, busy); first != (i == 0) {
			t.Fatalf("after %d others: among the first %v", i, first)
		}
		if !s.AmongFirst(1, 2+i) {
			t.Fatalf("session %d is not new", i)
		}
	}
	if n := len(s.young) + len(s.old); n > 2*maxSessions {
		t.Errorf("%d sessions remembered", n)
	}
}
