package schema

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestChecker looks at values of every schema through every other.
func TestChecker(t *testing.T) {
	var values [][]byte
	for name, raw := range schemas {
		s, err := Compile([]byte(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for seed := range uint64(3) {
			values = append(values, s.Append(nil, rand.New(rand.NewPCG(seed, 0))))
		}
	}
	for name, raw := range schemas {
		if strings.Contains(raw, "unevaluated") {
			continue
		}
		judge := newJudge(t, raw, false)
		doc, _ := decode([]byte(raw))
		r, err := parse(doc)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, value := range values {
			v, err := decode(value)
			if err != nil {
				t.Fatal(err)
			}
			c := checker{maxSteps}
			want := judge(value)
			if got := c.valid(r, v); got != (want == nil) {
				t.Errorf("%s: %s: got %v, want %v", name, value, got, want)
			}
		}
	}
}
