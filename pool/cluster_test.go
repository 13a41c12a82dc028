package pool

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// ends returns the positions in text where a grapheme cluster ends, according to
// another implementation of Unicode Standard Annex 29.
func ends(text string) map[int]bool {
	all := map[int]bool{}
	for g := graphemes.FromString(text); g.Next(); {
		all[g.End()] = true
	}
	return all
}

// checkClusters cuts a as streams with one token per event do.
func checkClusters(t *testing.T, a Article) {
	t.Helper()
	whole := ends(unescape(t, a.Text()))
	said := 0
	for at := 0; at < a.Tokens(); {
		to := a.ClusterEnd(at + 1)
		said += len(unescape(t, a.Slice(at, to)))
		if !whole[said] {
			t.Fatalf("%q: a piece ends with %q and the next begins with %q", a.Text(), a.Slice(at, to), a.Slice(to, min(to+1, a.Tokens())))
		}
		at = to
	}
}

func TestArticle_Whole(t *testing.T) {
	p := newTestPool(t, Config{Text: Rich})
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		a := p.Pick(r.Uint64(), 400)
		checkClusters(t, a)
		checkClusters(t, a.First(r.IntN(400)))
	}
	f := func(cluster string) {
		t.Helper()
		for shift := range CharsPerToken {
			text := strings.Repeat("x", shift) + cluster + "y" + cluster + cluster
			for _, d := range []*escaping{&jsEscaping, &pythonEscaping, &dotnetEscaping} {
				a, _ := NewArticle(d.append(nil, []byte(text)), nil, nil)
				checkClusters(t, a)
			}
		}
	}
	f("👨\u200d👩\u200d👧\u200d👦")
	f("👩🏻\u200d❤\ufe0f\u200d💋\u200d👨🏾")
	f("🇩🇪")
	f("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f")
	f("1\ufe0f\u20e3")
	f("Z\u0351\u036b\u0313\u0349\u0363\u0325\u0308")
	f("\u1112\u1161\u11ab")
	f("ｶ\uff9e")
	f("क्षि")
	f("น้ำ")
	f("שָׁ")
	f("a\u200c")
}

// TestArticle_ClusterEndBounded has more accents on one letter than a piece may hold.
func TestArticle_ClusterEndBounded(t *testing.T) {
	a, _ := NewArticle([]byte("a"+strings.Repeat("\u0301", 1000)), nil, nil)
	if got := a.ClusterEnd(1); got > 10 {
		t.Errorf("a piece of %d tokens", got)
	}
	f := func(text string, at, want int) {
		t.Helper()
		a, _ := NewArticle([]byte(text), nil, nil)
		if got := a.ClusterEnd(at); got != want {
			t.Errorf("%q: a piece of %d tokens ends at %d, want %d", text, at, got, want)
		}
	}
	f("abcdefgh", 1, 1)
	f("abcdefgh", 2, 2)
	f("abcd\u0301", 1, 2)
	f(`abcd\u0301`, 1, 2)
	f(`abcd\n\u0301ab\u0301`, 1, 1)
	f(`日本語の文字`, 1, 1)
	f(`abcd\u03`, 1, 1)
	f(`abcd\`, 1, 1)
	f("abc\u200d\xff", 1, 2)
}

func TestArticle_WholeAllocatesNothing(t *testing.T) {
	a := newTestPool(t, Config{Text: Rich}).Pick(1, 1000)
	if n := testing.AllocsPerRun(10, func() {
		for at := 0; at < a.Tokens(); at = a.ClusterEnd(at + 1) {
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkClusterEnd cuts articles into events of one token.
func BenchmarkClusterEnd(b *testing.B) {
	for _, text := range []Text{Ascii, Rich} {
		b.Run(text.String(), func(b *testing.B) {
			a := newTestPool(b, Config{Text: text}).Pick(1, 1000)
			for b.Loop() {
				for at := 0; at < a.Tokens(); at = a.ClusterEnd(at + 1) {
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/token")
		})
	}
}
