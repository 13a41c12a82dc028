package render

import "testing"

// TestID holds all forms of an id against one that is appended digit by digit.
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
		hex := string(appendDigits(nil, v, 4, 16, lowerHex))
		if got := string(v.AppendRequest(nil)); got != hex {
			t.Fatalf("%x: %s, want %s", v, got, hex)
		}
		uuid := hex[:8] + "-" + hex[8:12] + "-4" + hex[13:16] + "-" + string(lowerHex[8|v[1]&3]) + hex[17:20] + "-" + hex[20:]
		if got := string(v.AppendUUID([]byte("a"))); got != "a"+uuid {
			t.Fatalf("%x: %s, want %s", v, got, uuid)
		}
	}
}
