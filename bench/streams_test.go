package bench

import "testing"

// TestMostBorne never tries more than the most.
func TestMostBorne(t *testing.T) {
	f := func(limit, least, most int) {
		t.Helper()
		n, err := largest(func(n int) (bool, error) {
			if n > mostStreams {
				t.Errorf("%d were tried", n)
			}
			return n <= limit, nil
		})
		if err != nil || n < int64(least) || n > int64(most) {
			t.Errorf("%d of %d: %v", n, limit, err)
		}
	}
	f(0, 0, 0)
	f(1, 1, 1)
	f(100, 94, 100)
	f(100_000, 94_000, 100_000)
	f(mostStreams-1, mostStreams*15/16, mostStreams-1)
	f(1<<30, mostStreams, mostStreams)
}
