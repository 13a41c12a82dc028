package ollama

import "testing"

func TestEscapeSeparators(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if got := string(escapeSeparators([]byte("\u2028"+text), len("\u2028"))); got != "\u2028"+want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	f("", "")
	f("plain", "plain")
	f("a\u2028b\u2029", `a\u2028b\u2029`)
	f("\u2028\u2028\u2029x", `\u2028\u2028\u2029x`)
	f("\u2027\u202a\u2014", "\u2027\u202a\u2014")
}
