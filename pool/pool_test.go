package pool

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
)

func newTestPool(t testing.TB, c Config) *Pool {
	t.Helper()
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func unescape(t *testing.T, escaped []byte) string {
	t.Helper()
	var s string
	if err := json.Unmarshal([]byte(`"`+string(escaped)+`"`), &s); err != nil {
		t.Fatalf("article is not JSON-escaped: %v in %q", err, escaped)
	}
	return s
}

func TestNew_SameSeedSamePool(t *testing.T) {
	f := func(a, b Config, same bool) {
		t.Helper()
		x, y := newTestPool(t, a), newTestPool(t, b)
		if got := bytes.Equal(x.Pick(9, 300).Text(), y.Pick(9, 300).Text()); got != same {
			t.Errorf("articles alike: %v, want %v", got, same)
		}
		if got := bytes.Equal(x.AppendVector(nil, 9, 1536), y.AppendVector(nil, 9, 1536)); got != same {
			t.Errorf("vectors alike: %v, want %v", got, same)
		}
	}
	f(Config{Seed: 1}, Config{Seed: 1}, true)
	f(Config{Seed: 1}, Config{Seed: 2}, false)
	f(Config{Seed: 1, Text: Rich}, Config{Seed: 1, Text: Rich}, true)
	f(Config{Seed: 1, Text: Rich}, Config{Seed: 2, Text: Rich}, false)
}

func TestNew_Failure(t *testing.T) {
	f := func(c Config) {
		t.Helper()
		if _, err := New(c); err == nil {
			t.Errorf("New(%+v) gives no error", c)
		}
	}
	f(Config{Articles: -1})
	f(Config{Articles: MaxArticles + 1})
	f(Config{MaxTokens: -1})
	f(Config{Text: Rich + 1})
	f(Config{MaxTokens: MaxTokens + 1})
}

func TestNew_SharesMemory(t *testing.T) {
	for _, text := range []Text{Ascii, Rich} {
		p := newTestPool(t, Config{MaxTokens: 110_000, Text: text})
		if size := cap(p.prose.text) + 4*cap(p.prose.bounds); size > 4<<20 {
			t.Errorf("4096 articles of 110,000 tokens take %d bytes", size)
		}
	}
}

func TestPool_AllocatesNothing(t *testing.T) {
	p := newTestPool(t, Config{})
	r := rand.New(rand.NewPCG(1, 1))
	s := Sampler{Mean: 256, Stddev: 64}
	dst := make([]byte, 0, 1<<20)
	f := func(name string, call func()) {
		t.Helper()
		if n := testing.AllocsPerRun(100, call); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	f("Pick", func() { dst = append(dst[:0], p.Pick(r.Uint64(), s.Tokens(r)).Text()...) })
	for _, n := range []int{1536, 100} {
		f("AppendVector", func() { dst = p.AppendVector(dst[:0], r.Uint64(), n) })
		f("AppendVectorBase64", func() { dst = p.AppendVectorBase64(dst[:0], r.Uint64(), n) })
	}
}

func BenchmarkNew(b *testing.B) {
	for _, text := range []Text{Ascii, Rich} {
		b.Run(text.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				newTestPool(b, Config{Text: text})
			}
		})
	}
}
