package cmd

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

func TestSettingText_Quoted(t *testing.T) {
	f := func(want, value string) {
		t.Helper()
		if got := quoted(value); got != want {
			t.Errorf("%q is %s, want %s", value, got, want)
		}
	}
	f("300ms", "300ms")
	f("''", "")
	f("'reset=0.1;stall=0.1'", "reset=0.1;stall=0.1")
	f(`'it'\''s'`, "it's")
}

// TestSignificant checks that numbers look as people write them.
func TestSignificant(t *testing.T) {
	f := func(n float64, digits int, want string) {
		t.Helper()
		if got := significant(n, digits); got != want {
			t.Errorf("%g in %d digits is %s, want %s", n, digits, got, want)
		}
	}
	f(0, 2, "0")
	f(0.00001234, 2, "0.000012")
	f(0.996, 2, "1")
	f(23.4, 2, "23")
	f(99.6, 2, "100")
	f(123, 2, "120")
	f(357.2, 3, "357")
	f(8612, 3, "8,610")
}
