package profile

import (
	"strings"
	"testing"
)

// TestBlanks checks that blanks are refused before the scanner reads them, whose time
// grows with the square of their number.
func TestBlanks(t *testing.T) {
	for _, blank := range []string{" ", "\t", "\r", "\n", "\r\n", " \n", "\tx", "x\t\t"} {
		for _, before := range []string{"", "phases: >", "phases: \"", "phases:\n - {'", "# "} {
			text := before + strings.Repeat(blank, 60_000) + "d"
			if _, err := ReadScenario([]byte(text), base()); err == nil || !strings.Contains(err.Error(), "blanks in a row") {
				t.Errorf("%q and many of %q: %v", before, blank, err)
			}
		}
	}
	if _, err := ReadScenario([]byte("phases:"+strings.Repeat("\n", 200)+"  - {name: a, for: 1s}"), base()); err != nil {
		t.Error(err)
	}
}
