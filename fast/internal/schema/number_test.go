package schema

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAppend_Number makes numbers whole where there are whole ones to choose from, and
// fractions where there are few.
func TestAppend_Number(t *testing.T) {
	f := func(raw string, whole bool) {
		t.Helper()
		s, err := Compile([]byte(raw))
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		r, fractions := rand.New(rand.NewPCG(1, 2)), 0
		for range 100 {
			if got := string(s.Append(nil, r)); strings.Contains(got, ".") {
				fractions++
			}
		}
		if whole && fractions > 0 || !whole && fractions < 50 {
			t.Errorf("%s: %d of 100 numbers are fractions", raw, fractions)
		}
	}
	f(`{"type":"number"}`, true)
	f(`{"type":["number","integer"]}`, true)
	f(`{"type":"number","minimum":0.5}`, true)
	f(`{"type":"number","minimum":-90,"maximum":90}`, true)
	f(`{"type":"number","minimum":1e300,"maximum":2e300}`, true)
	f(`{"type":"number","minimum":0,"maximum":2}`, false)
	f(`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}`, false)
	f(`{"type":"number","multipleOf":0.25}`, false)
	f(`{"type":"number","not":{"type":"integer"}}`, false)
}
