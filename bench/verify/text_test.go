package verify

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTexts(t *testing.T) {
	all := texts{salt: rand.Uint64(), chars: 256}
	seen := make(map[string]bool)
	length, count := 0, uint64(4000)
	for number := range count {
		raw, escaped := string(all.appendText(nil, number, unquoted)), all.appendText(nil, number, sent)
		var got string
		if err := json.Unmarshal(fmt.Appendf(nil, `"%s"`, escaped), &got); err != nil || got != raw {
			t.Fatalf("%q is escaped as %s, which is %q: %v", raw, escaped, got, err)
		}
		if seen[raw] {
			t.Fatalf("%q comes twice", raw)
		}
		seen[raw] = true
		if number%2 == 0 && strings.IndexFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			t.Errorf("%q is not ASCII", raw)
		}
		if short := all.appendText(nil, number, shortest); unescaped(short) != raw || len(short) > len(escaped) {
			t.Errorf("%s and %s are not the same text, or the second is longer", escaped, short)
		}
		if n := utf8.RuneCountInString(raw); all.count(number) != n {
			t.Errorf("%d characters counted in %s, which has %d", all.count(number), escaped, n)
		} else {
			length += n
		}
	}
	if mean := length / int(count); mean < 200 || mean > 350 {
		t.Errorf("texts have %d characters on average, want about 256", mean)
	}
}

func TestTexts_Foreign(t *testing.T) {
	all := texts{salt: rand.Uint64(), chars: 256}
	for all.shortest(500, 502, 744, 9_000, 9_001, 20_000) < 100 { // now and then a text is shorter than the parts below
		all.salt = rand.Uint64()
	}
	f := func(own, other uint64, from, length int, want bool) {
		t.Helper()
		part := all.appendText(nil, other, unquoted)[from:][:length]
		number, ok := all.foreign(part, own, 10_000, 256)
		if ok != want || ok && number != other {
			t.Errorf("%q of %d is taken for part of %d, %v", part, other, number, ok)
		}
	}
	f(500, 500, 0, 100, false)
	f(500, 9_001, 0, 20, true) // with the tag
	f(500, 502, 17, 30, true)
	f(500, 744, 17, 30, true)
	f(500, 9_000, 17, 30, false)
	f(500, 20_000, 0, 20, false) // not given out yet
	for range 1000 {
		if x := rand.Uint64(); unmix(mix(x)) != x {
			t.Fatalf("%x is mixed to %x and back to %x", x, mix(x), unmix(mix(x)))
		}
	}
}

func TestMatches(t *testing.T) {
	f := func(want string, at int, got string, n int, ok bool) {
		t.Helper()
		if gotN, gotOK := matches([]byte(want), at, []byte(got)); gotOK != ok || ok && gotN != n {
			t.Errorf("%s in %s from %d on: %d, %v; want %d, %v", got, want, at, gotN, gotOK, n, ok)
		}
	}
	f(`abc`, 0, ``, 0, true)
	f(`abc`, 1, `bc`, 2, true)
	f(`abc`, 1, `bcd`, 0, false)
	f(`abc`, 1, `x`, 0, false)
	f(`aé\n\"\/`, 1, `\u00e9\u000A\u0022/`, len(`é\n\"\/`), true)
	f(`\u00e9\u000A\u0022/`, 0, `é\n\"\/`, 19, true)
	f(`😀x`, 0, `\ud83d\uDE00`, 4, true)
	f(`\ud83d\ude00x`, 0, `😀x`, 13, true)
	f(`\ud83d\ude00x`, 0, `\ud83d`, 0, false)
	f(`\\n`, 0, `\\`, 2, true)
}

func TestPrefix(t *testing.T) {
	f := func(text string, chars int, want string) {
		t.Helper()
		if n := prefix([]byte(text), chars); text[:n] != want {
			t.Errorf("%d characters of %s are %s", chars, text, text[:n])
		}
	}
	f(`abc`, 2, `ab`)
	f(`abc`, 4, `abc`)
	f(`é\n\"日😀\ud83d\ude00x`, 6, `é\n\"日😀\ud83d\ude00`)
	f(``, 1, ``)
}

func TestIsCut(t *testing.T) {
	whole := `{"a":["\"\u00e9\ud83d\ude00é😀",-1.5e+3,true,null]}`
	if isCut([]byte(whole)) {
		t.Errorf("%s is cut", whole)
	}
	for n := range len(whole) {
		if !isCut([]byte(whole[:n])) {
			t.Errorf("%q is not cut", whole[:n])
		}
	}
	for _, broken := range []string{`{"a":x`, `{"a":"\x`, `{"a":1.x`, "{\"a\":\"\xff", `{"a":1}}`, `<html>`} {
		if isCut([]byte(broken)) {
			t.Errorf("%q is cut", broken)
		}
	}
}

// shortest returns the length in bytes of the shortest of some texts.
func (t *texts) shortest(numbers ...uint64) int {
	least := math.MaxInt
	for _, number := range numbers {
		least = min(least, len(t.appendText(nil, number, unquoted)))
	}
	return least
}
