package schema

import (
	"fmt"
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

// TestAppend_UniqueValues wants values that are equal, however they are written, to be no two
// elements of an array whose elements are unique.
func TestAppend_UniqueValues(t *testing.T) {
	f := func(values string, different int) {
		t.Helper()
		schema := func(least int) []byte {
			return fmt.Appendf(nil, `{"type":"array","items":{"enum":%s},"uniqueItems":true,"minItems":%d}`, values, least)
		}
		s, err := Compile(schema(different))
		if err != nil {
			t.Fatalf("%s: %v", values, err)
		}
		out := s.Append(nil, rand.New(rand.NewPCG(1, 2)))
		if ok, err := Valid(schema(different), out); !ok || err != nil {
			t.Errorf("%s: got %s, %v", values, out, err)
		}
		if _, err := Compile(schema(different + 1)); err == nil {
			t.Errorf("%s: there are not %d values", values, different+1)
		}
	}
	f(`[1,1.0,10e-1,2]`, 2)
	f(`["a","\u0061","A"]`, 2)
	f(`[{"a":1,"b":[2]},{"b":[2.0],"a":1},"x"]`, 2)
	f(`[0,-0,null,false,"0"]`, 4)
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
