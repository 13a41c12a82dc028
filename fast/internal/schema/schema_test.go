package schema

import (
	"math/rand/v2"
	"testing"
)

func TestAppend(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		s, err := Compile([]byte(raw))
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if got := s.Append(nil, rand.New(rand.NewPCG(1, 2))); string(got) != want {
			t.Errorf("%s\ngot  %s\nwant %s", raw, got, want)
		}
	}
	f(``, `{}`)
	f(` `, `{}`)
	f(`{}`, `{}`)
	f(`true`, `{}`)
	f(`{"description":"anything"}`, `{}`)
	f(`{"const": {"b" : [1, 2] , "a": "\u00e9"}}`, `{"b":[1,2],"a":"\u00e9"}`)
	f(`{"minimum":3,"maximum":3}`, `3`)
	f(`{"properties":{"z":{"const":1},"a":{"const":2}},"required":["m","a","z"],"additionalProperties":{"const":0}}`, `{"z":1,"a":2,"m":0}`)
}

// plain are schemas whose values are generated without allocating.
var plain = []string{"weather", "math-reasoning", "ui-generator", "pydantic", "formats", "pattern", "linked-list"}

func TestAllocations(t *testing.T) {
	f := func(name string, fn func()) {
		t.Helper()
		if n := testing.AllocsPerRun(100, fn); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	c := NewCache(1024, Compile)
	r := rand.New(rand.NewPCG(1, 2))
	buf := make([]byte, 0, 64<<10)
	for _, name := range plain {
		raw := []byte(schemas[name])
		s, err := c.Get(raw)
		if err != nil {
			t.Fatal(err)
		}
		f(name, func() { buf = s.Append(buf[:0], r) })
		f(name+" from the cache", func() { c.Get(raw) })
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, name := range append(plain, "pydantic-union", "if-then-else") {
		b.Run(name, func(b *testing.B) {
			s, err := Compile([]byte(schemas[name]))
			if err != nil {
				b.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, 2))
			var buf []byte
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				buf = s.Append(buf[:0], r)
				n += len(buf)
			}
			b.SetBytes(int64(n / b.N))
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, name := range []string{"weather", "math-reasoning", "pydantic"} {
		b.Run(name, func(b *testing.B) {
			raw := []byte(schemas[name])
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if _, err := Compile(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
