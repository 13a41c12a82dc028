package verify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mock-openai/bench/load"
)

// wantDiagnosis checks that pieces that came in place of others are reported as that kind of
// fault.
func wantDiagnosis(t *testing.T, kind Kind, pieces, came []string) {
	t.Helper()
	c := &checker{Verify: new(Verify), want: expected{text: []byte(strings.Join(pieces, ""))}}
	var segments []segment
	for _, piece := range came {
		segments = append(segments, segment{text: piece})
	}
	c.diagnose(segments, nil, false)
	if len(c.faults) != 1 || c.faults[0].kind != kind {
		t.Errorf("%q for %q: %v", came, pieces, c.faults)
	}
}

// TestDiagnosis_Missing drops a piece before one that begins with the same byte, within a
// character.
func TestDiagnosis_Missing(t *testing.T) {
	for _, pieces := range [][]string{
		{"x", "éq", "èz"},
		{"é", "è", "e"},
		{"日", "旦", "月", "x"},
		{"one", " two", " three"},
	} {
		for i := range pieces {
			wantDiagnosis(t, MissingText, pieces, slices.Delete(slices.Clone(pieces), i, i+1))
		}
	}
}

// TestDiagnosis_Reordered swaps neighbouring pieces of texts, among them pieces that begin
// like the one moved before them.
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
			wantDiagnosis(t, Reordered, pieces, moved)
		}
	}
}

// TestChecker_OnlyFinishMissing checks that a whole answer without a finish reason has no
// other fault, and that its usage is found.
func TestChecker_OnlyFinishMissing(t *testing.T) {
	v, err := New(Config{API: Gemini})
	if err != nil {
		t.Fatal(err)
	}
	c := v.Checker().(*checker)
	c.Begin(0, v.AppendBody(nil, 0))
	c.Head(load.Head{Status: 200, ContentType: []byte("application/json")})
	u := c.expectedUsage()
	c.Body(fmt.Appendf(nil, `{"candidates":[{"content":{"role":"model","parts":[{"text":"%s"}]}}],"usageMetadata":{"promptTokenCount":%d,"candidatesTokenCount":%d,"totalTokenCount":%d}}`,
		c.want.text, u.prompt, u.completion, u.total), true)
	c.End(nil)
	if len(c.faults) != 1 || c.faults[0].kind != MissingFinish {
		t.Errorf("%v", c.faults)
	}
}
