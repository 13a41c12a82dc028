package render

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestAppendInt(t *testing.T) {
	f := func(n int) {
		t.Helper()
		if got, want := string(AppendInt([]byte("x"), n)), "x"+strconv.Itoa(n); got != want {
			t.Errorf("%d comes out as %s", n, got)
		}
	}
	for n := range 123_456 {
		f(n)
	}
	for n := math.MaxInt; n > 0; n /= 7 {
		f(n)
		f(-n)
	}
	for n := 1; n < math.MaxInt/10; n *= 10 {
		f(n - 1)
		f(n)
		f(n + 1)
	}
	f(math.MinInt)
}

func TestAppendEscaped(t *testing.T) {
	f := func(s string) {
		t.Helper()
		var got string
		escaped := AppendEscaped([]byte(`"`), []byte(s))
		if err := json.Unmarshal(append(escaped, '"'), &got); err != nil {
			t.Fatalf("%q: %v in %s", s, err, escaped)
		}
		if want := string([]rune(s)); got != want {
			t.Errorf("%q comes back as %q", s, got)
		}
		if again := AppendEscaped(nil, s); string(again) != string(escaped[1:]) {
			t.Errorf("%q is %q as bytes, %q as string", s, escaped[1:], again)
		}
	}
	f("")
	f("plain")
	f("\"\\/\n\t\r\b\f\x00\x1f\x7f")
	f("é日本😀\uFFFD\u2028")
	f("a\xffb\xe6\x97")
	f(strings.Repeat("long and \"quoted\" ", 100))
}
