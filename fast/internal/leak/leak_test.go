package leak

import (
	"strings"
	"testing"
)

// TestOthers finds a goroutine while it runs, and not afterwards.
func TestOthers(t *testing.T) {
	begun, end := make(chan bool), make(chan bool)
	go func() {
		begun <- true
		<-end
	}()
	<-begun
	if left := others(); len(left) != 1 || !strings.Contains(left[0], "leak.TestOthers") {
		t.Errorf("%d others: %s", len(left), left)
	}
	close(end)
	if left := wait(); len(left) > 0 {
		t.Errorf("%d are left: %s", len(left), left)
	}
}

func TestMain(m *testing.M) { Main(m) }
