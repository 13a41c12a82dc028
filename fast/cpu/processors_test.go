package cpu

import (
	"runtime"
	"testing"
)

func TestProcessors_WithoutThoseAdded(t *testing.T) {
	f := func(name, variable string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOMAXPROCS", variable)
			n := runtime.GOMAXPROCS(0)
			AddProcessor()
			AddProcessor()
			if got := runtime.GOMAXPROCS(0); got != n+2 {
				t.Errorf("GOMAXPROCS is %d, want %d", got, n+2)
			}
			RemoveProcessor()
			if got := runtime.GOMAXPROCS(0); got != n+1 {
				t.Errorf("after one was removed, GOMAXPROCS is %d, want %d", got, n+1)
			}
			if got := Processors(); got != n {
				t.Errorf("Processors is %d, want %d", got, n)
			}
			RemoveProcessor()
			if got := runtime.GOMAXPROCS(0); got != n {
				t.Errorf("after both were removed, GOMAXPROCS is %d, want %d", got, n)
			}
		})
	}
	f("by default", "")
	f("by the variable", "3") // read at the start only
}
