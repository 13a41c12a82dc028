package pool

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestNewArticle(t *testing.T) {
	var memory []uint32
	f := func(text string, want ...string) {
		t.Helper()
		var a Article
		a, memory = NewArticle([]byte(text), memory, nil)
		if a.Tokens() != len(want) || string(a.Text()) != text {
			t.Fatalf("%q: %d tokens of %q, want %q", text, a.Tokens(), a.Text(), want)
		}
		for i := range want {
			if got := string(a.Slice(i, i+1)); got != want[i] {
				t.Errorf("%q: token %d is %q, want %q", text, i, got, want[i])
			}
		}
	}
	f("")
	f("abc", "abc")
	f("abcd", "abcd")
	f("abcde", "abcd", "e")
	f(`a\n\"\\b`, `a\n\"\\`, `b`)
	f(`\u00e9\u0000ab\u0041`, `\u00e9\u0000ab`, `\u0041`)
	f(`\ud83d\ude00bcd\uD83D\uDE00`, `\ud83d\ude00bcd`, `\uD83D\uDE00`)
	f(`\ud83dabcd`, `\ud83dabc`, `d`)
	f(`\ud83d\u0041bc\ude00`, `\ud83d\u0041bc`, `\ude00`)
	f(`\ud83d\n12345`, `\ud83d\n12`, `345`)
	f("日本語のテ", "日本語の", "テ")
	f("\xff\xfe\xe6\x97a", "\xff\xfe\xe6\x97", "a")
}

// FuzzNewArticle cuts any JSON string. The tokens must join to the text, and each but
// the last must have four characters.
func FuzzNewArticle(f *testing.F) {
	f.Add([]byte(`"a\u00e9\ud83d\ude00\\\"\ud83d"`))
	f.Add([]byte(`"\ud83d\ude0`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' || !json.Valid(raw) {
			t.Skip("no JSON string")
		}
		text := raw[1 : len(raw)-1]
		a, _ := NewArticle(text, nil, nil)
		var joinsNext []byte
		for i := range a.Tokens() {
			token := a.Slice(i, i+1)
			joinsNext = append(joinsNext, token...)
			n := utf8.RuneCountInString(unescape(t, token))
			if n > CharsPerToken || n < 1 || i < a.Tokens()-1 && utf8.Valid(text) && n != CharsPerToken {
				t.Fatalf("%q: token %d is %q", text, i, token)
			}
		}
		if !bytes.Equal(joinsNext, text) {
			t.Fatalf("tokens of %q join to %q", text, joinsNext)
		}
	})
}
