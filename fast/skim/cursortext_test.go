package skim

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestString(t *testing.T) {
	f := func(raw string) {
		t.Helper()
		// At each offset, so that every case occurs at every position of words and
		// blocks.
		for shift := range 130 {
			raw := strings.Repeat("a", shift) + raw
			checkText(t, raw)
			checkText(t, raw+strings.Repeat("z", 200))
		}
	}
	for _, raw := range texts {
		f(raw)
	}
}

func TestString_Mixed(t *testing.T) {
	accepted := slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		return !isJSON(`"` + text + `"`)
	})
	random := rand.New(rand.NewPCG(1, 2))
	for range 5_000 {
		var raw strings.Builder
		for raw.Len() < 400 {
			raw.WriteString(accepted[random.IntN(len(accepted))])
			raw.WriteString(strings.Repeat("日é a"[random.IntN(6):], random.IntN(20)))
		}
		checkText(t, raw.String())
	}
}

// checkText compares String and AppendUnescaped with encoding/json.
func checkText(t *testing.T, raw string) {
	t.Helper()
	for _, start := range starts {
		checkDocument(t, start, raw, `"`+raw+`"`)
		checkDocument(t, start, raw, `"`+raw+`"`+strings.Repeat(" ", 64)) // so that the string ends within a block
	}
}

// TestRawOffset cuts texts before each of their characters.
func TestRawOffset(t *testing.T) {
	f := func(raw string) {
		t.Helper()
		text := string(AppendUnescaped(nil, []byte(raw)))
		for n := range text {
			at := RawOffset([]byte(raw), n)
			before, behind := AppendUnescaped(nil, []byte(raw[:at])), AppendUnescaped(nil, []byte(raw[at:]))
			if string(before) != text[:n] || string(behind) != text[n:] {
				t.Fatalf("%q is cut at %d into %q and %q, want %q and %q", raw, at, before, behind, text[:n], text[n:])
			}
		}
	}
	f("")
	f("plain")
	f(`\\n\\\n\u00e9é日\/ \\u1234`)
	f(`\ud83d\ude00😀\uD83D\uDE00 \n`)
	f(`malformed \x \u12`)
}

func TestAppendUnescaped_Malformed(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		if got := AppendUnescaped(nil, []byte(raw)); string(got) != want {
			t.Fatalf("%q: got %q, want %q", raw, got, want)
		}
	}
	f(`\`, `\`)
	f(`a\x\n`, "a\\x\n")
	f(`\u12`, `\u12`)
	f(`\ud83d \ude00`, `\ud83d \ude00`)
	f("a\xffb\xe6\x97", "a\ufffdb\ufffd\ufffd")
}
