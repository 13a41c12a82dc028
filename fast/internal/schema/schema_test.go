package schema

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// seeds is how many values of each schema are looked at.
const seeds = 200

func TestSchemas(t *testing.T) {
	for name, raw := range schemas {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			judge := newJudge(t, raw, true)
			s, err := Compile([]byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(seeds) {
				out := s.Append(nil, rand.New(rand.NewPCG(seed, 0)))
				again := s.Append([]byte("x"), rand.New(rand.NewPCG(seed, 0)))
				if string(again) != "x"+string(out) {
					t.Fatalf("seed %d: first %s, then %s", seed, out, again)
				}
				if compact := new(bytes.Buffer); json.Compact(compact, out) != nil || compact.Len() != len(out) {
					t.Fatalf("seed %d: not compact: %s", seed, out)
				}
				if err := judge(out); err != nil {
					t.Fatalf("seed %d: %s: %v", seed, out, err)
				}
			}
		})
	}
}

// newJudge returns what tells whether a value is valid against the schema, with
// formats or without.
func newJudge(t testing.TB, raw string, formats bool) func([]byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if formats {
		c.AssertFormat()
	}
	c.UseRegexpEngine(func(expr string) (jsonschema.Regexp, error) { return newRegexp(expr) })
	const url = "https://example.com/schema"
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return func(out []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			return err
		}
		return s.Validate(v)
	}
}

// ecmaRegexp is a regular expression as a schema has them.
type ecmaRegexp struct {
	*pattern
	expr string
}

func newRegexp(expr string) (ecmaRegexp, error) {
	p, err := newPattern(expr)
	if err == nil {
		p.compile(expr)
	}
	return ecmaRegexp{p, expr}, err
}

func (r ecmaRegexp) MatchString(s string) bool { return r.re.MatchString(s) }
func (r ecmaRegexp) String() string            { return r.expr }

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

// plain are schemas whose values take no memory to make up.
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
