package render

import "testing"

// TestID holds both forms of an id against one that is appended digit by digit.
func TestID(t *testing.T) {
	const letters = "0123456789abcdefghijkmnpqrstuvwx"
	for i := range 10_000 {
		v := NewID()
		if i < 128 {
			v = ID{1 << (i % 64), ^uint64(0) >> (i % 64)}
		}
		if got, want := string(v.AppendAnswer([]byte("a"))), string(appendDigits([]byte("a"), v, 5, 12, letters)); got != want {
			t.Fatalf("%x: %s, want %s", v, got, want)
		}
		if got, want := string(v.AppendRequest(nil)), string(appendDigits(nil, v, 4, 16, HexDigits)); got != want {
			t.Fatalf("%x: %s, want %s", v, got, want)
		}
	}
}
