package skim

import (
	"strings"
	"testing"
)

// TestMarks checks that exactly the bytes where plain text ends are marked.
func TestMarks(t *testing.T) {
	if !hasBlocks {
		t.Skip("no AVX2")
	}
	var all []byte
	for b := range 256 {
		all = append(all, byte(b), 'x', byte(255-b))
	}
	f := func(doc []byte) {
		t.Helper()
		var m Marks
		for i := range m {
			m[i] = 0xdeadbeef // of the document before
		}
		if short := len(doc) < maxMarked; m.set(doc) != short {
			t.Fatalf("marks for %d bytes: %v", len(doc), !short)
		} else if !short {
			return
		}
		for i, want := 0, 0; i <= len(doc); i++ {
			for want = i; want < len(doc) && notPlain(uint64(doc[want])|0x7878787878787800) == 0; want++ {
			}
			if got := m.after(i); min(got, len(doc)) != want {
				t.Fatalf("first mark from %d on in %q: %d, want %d", i, doc, got, want)
			}
		}
	}
	f(all)
	for n := range 200 {
		f(all[:n])
		f([]byte(strings.Repeat("a", n)))
	}
	for n := maxMarked - 65; n < maxMarked+65; n++ {
		f([]byte(strings.Repeat("a", n)))
	}
}
