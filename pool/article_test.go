package pool

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPick(t *testing.T) {
	t.Run("ascii", func(t *testing.T) { testPick(t, Ascii) })
	t.Run("rich", func(t *testing.T) { testPick(t, Rich) })
}

func testPick(t *testing.T, kind Text) {
	p := newTestPool(t, Config{Text: kind})
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 17, 100, 256, 500, 768, 5000, DefaultMaxTokens} {
		for range 200 {
			a := p.Pick(r.Uint64(), n)
			text := unescape(t, a.Text())
			if a.Tokens() != n || Tokens(utf8.RuneCountInString(text)) != n {
				t.Fatalf("asked for %d tokens, article says %d, text has %d", n, a.Tokens(), Tokens(utf8.RuneCountInString(text)))
			}
			if kind == Rich {
				if n > 16 && (strings.TrimSpace(text) != text || strings.Count(text, "```")%2 != 0) {
					t.Errorf("article of %d tokens does not end where a block does: %q", n, text)
				}
				continue
			}
			if text[0] < 'A' || text[0] > 'Z' {
				t.Fatalf("article begins with %.20q", text)
			}
			if n > 16 && !strings.HasSuffix(text, ".") {
				t.Errorf("article of %d tokens ends with %q", n, text[len(text)-12:])
			}
		}
	}
}

func TestPick_Clamped(t *testing.T) {
	p := newTestPool(t, Config{Articles: 3, MaxTokens: 40})
	f := func(n, want int) {
		t.Helper()
		if got := p.Pick(7, n).Tokens(); got != want {
			t.Errorf("Pick(%d) has %d tokens, want %d", n, got, want)
		}
	}
	f(-1, 1)
	f(0, 1)
	f(40, 40)
	f(41, 40)
	f(math.MaxInt, 40)
}

func TestArticle_SlicesJoin(t *testing.T) {
	p := newTestPool(t, Config{Articles: 64, Text: Rich})
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		a := p.Pick(r.Uint64(), 1+r.IntN(700))
		var joinsNext []byte
		for from := 0; from < a.Tokens(); {
			to := min(from+1+r.IntN(64), a.Tokens())
			unescape(t, a.Slice(from, to))
			joinsNext = append(joinsNext, a.Slice(from, to)...)
			from = to
		}
		if !bytes.Equal(joinsNext, a.Text()) {
			t.Fatalf("slices give %q, article is %q", joinsNext, a.Text())
		}
	}
}

func TestArticle_Cut(t *testing.T) {
	p := newTestPool(t, Config{Articles: 64})
	a := p.Pick(5, 100)
	for n := range a.Tokens() {
		b := a.First(n)
		if b.Tokens() != n || !bytes.Equal(b.Text(), a.Slice(0, n)) {
			t.Fatalf("First(%d) has %d tokens: %q", n, b.Tokens(), b.Text())
		}
	}
	for at := 0; at < len(a.Text()); at++ {
		b := a.Before(at)
		if !bytes.Equal(b.Text(), a.Text()[:at]) {
			t.Fatalf("Before(%d) is %q", at, b.Text())
		}
		if bytes.HasSuffix(b.Text(), []byte(`\`)) {
			continue
		}
		if want := Tokens(utf8.RuneCountInString(unescape(t, b.Text()))); b.Tokens() != want {
			t.Fatalf("Before(%d) counts %d tokens, text has %d", at, b.Tokens(), want)
		}
	}
}

func BenchmarkPick(b *testing.B) {
	for _, text := range []Text{Ascii, Rich} {
		b.Run(text.String(), func(b *testing.B) {
			p := newTestPool(b, Config{Text: text})
			r := rand.New(rand.NewPCG(1, 1))
			s := Sampler{Mean: 256, Stddev: 64}
			b.ReportAllocs()
			for b.Loop() {
				p.Pick(r.Uint64(), s.Tokens(r))
			}
		})
	}
}
