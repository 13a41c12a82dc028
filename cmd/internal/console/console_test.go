package console

import (
	"math"
	"testing"
)

func TestQuantile(t *testing.T) {
	f := func(want, q float64, buckets ...bucket) {
		t.Helper()
		if got := quantile(q, buckets); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%v of %v is %v, want %v", q, buckets, got, want)
		}
	}
	inf := math.Inf(1)
	f(math.NaN(), 0.99)
	f(math.NaN(), 0.99, bucket{1, 0}, bucket{inf, 0})
	f(0.5, 0.5, bucket{1, 10}, bucket{inf, 10})
	f(1.5, 0.75, bucket{1, 10}, bucket{2, 20}, bucket{inf, 20})
	f(2, 0.99, bucket{1, 10}, bucket{2, 20}, bucket{inf, 40})
}

func TestFitting(t *testing.T) {
	f := func(want string, width int, parts ...string) {
		t.Helper()
		if got := fitting(parts, width); got != want {
			t.Errorf("%q in %d: %q, want %q", parts, width, got, want)
		}
	}
	f("", 3, "1 req/s")
	f("1 req/s", 14, "1 req/s", "2 more")
	f("1 req/s · 2 more", 16, "1 req/s", "2 more")
}

func TestWhole(t *testing.T) {
	f := func(want string, n float64) {
		t.Helper()
		if got := rate(n); got != want {
			t.Errorf("%v is %q, want %q", n, got, want)
		}
	}
	f("0", 0)
	f("0.5", 0.5)
	f("3", 2.9997)
	f("999", 999)
	f("1,000", 999.6)
	f("1,234,567", 1234567)
}
