package report_test

import (
	"testing"

	"mock-openai/bench/report"
)

// TestSignificant checks that numbers look as people write them.
func TestSignificant(t *testing.T) {
	f := func(n float64, digits int, want string) {
		t.Helper()
		if got := report.Significant(n, digits); got != want {
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
