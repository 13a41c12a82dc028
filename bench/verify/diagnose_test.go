package verify

import (
	"slices"
	"strings"
	"testing"
)

// TestDiagnosis_Reordered swaps neighbouring pieces of texts, among them pieces that
// begin as the one moved before them does.
func TestDiagnosis_Reordered(t *testing.T) {
	for _, pieces := range [][]string{
		{"qualf plete", " triry jeme", " "},
		{"qualf plete ", "triry jeme", " "},
		{"ab", "a", "ac", "b"},
		{"one", " two", " three", " four"},
		{"é", "è", "e"},
	} {
		for i := range len(pieces) - 1 {
			moved := slices.Clone(pieces)
			moved[i], moved[i+1] = moved[i+1], moved[i]
			c := &checker{Verify: new(Verify), want: []byte(strings.Join(pieces, ""))}
			var came []segment
			for _, piece := range moved {
				came = append(came, segment{text: piece})
			}
			c.diagnose(came, nil, false)
			if len(c.faults) != 1 || c.faults[0].kind != Reordered {
				t.Errorf("%q for %q: %v", moved, pieces, c.faults)
			}
		}
	}
}
