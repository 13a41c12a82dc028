package schema_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mock-openai/fast/internal/schema"
	"strings"
	"testing"
)

// author makes up schemas of the keywords that are supported: with formats, or with
// what excludes values. A format describes here and does not exclude.
type author struct {
	*rand.Rand
	formats bool
}

var (
	kindNames   = []string{"null", "boolean", "integer", "number", "string", "array", "object"}
	fieldNames  = []string{"a", "b", "user_email", "n_x"}
	formatNames = []string{
		"date-time", "date", "time", "duration", "email", "uuid", "uri", "hostname", "ipv4", "ipv6", "json-pointer", "relative-json-pointer", "regex", "unknown",
	}
	expressions = []string{
		`^[a-z]{3}$`, `^\d+$`, `a|b`, `^(x|yz)*$`, `\bword\b`, `^[^a-y]$`, `^https://`, `@example\.com$`, `^2\d{3}-`, `z$`, `^.{2,4}$`, `^\S+ \S+$`, `[A-F0-9]{8}`, `^$`, `(?i)^ok$`, `\.`,
	}
)

func (a author) often(of int) bool { return a.IntN(of) == 0 }

func some[T any](a author, of []T) T { return of[a.IntN(len(of))] }

func (a author) schema(depth int) any {
	if a.often(20) {
		return !a.often(4)
	}
	s := map[string]any{}
	if !a.often(4) {
		s["type"] = some(a, kindNames)
		if a.often(6) {
			s["type"] = []string{some(a, kindNames[:3]), some(a, kindNames[3:])}
		}
	}
	if !a.formats && a.often(8) {
		s["enum"] = []any{"a", 1, 2.5, nil, true, []int{1}, map[string]int{"a": 1}, "abc", a.IntN(9)}
		if a.often(4) {
			s["const"] = some(a, []any{"a", 1, nil})
		}
	}
	a.numbers(s)
	a.strings(s)
	if depth > 0 {
		a.arrays(s, depth-1)
		a.objects(s, depth-1)
		a.logic(s, depth-1)
	}
	return s
}

func (a author) numbers(s map[string]any) {
	for _, name := range []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} {
		if a.often(6) {
			s[name] = float64(a.IntN(40)-10) / float64(1+a.IntN(4))
		}
	}
	if a.often(6) {
		s["multipleOf"] = some(a, []any{1, 2, 3, 0.5, 0.01, 7.25})
	}
}

func (a author) strings(s map[string]any) {
	a.span(s, 5, 30, "minLength", "maxLength")
	if a.often(4) {
		s["pattern"] = some(a, expressions)
	}
	if a.formats && a.often(3) {
		s["format"] = some(a, formatNames)
	}
}

func (a author) arrays(s map[string]any, depth int) {
	a.span(s, 4, 4, "minItems", "maxItems")
	if a.often(2) {
		s["items"] = a.schema(depth)
	}
	if a.often(6) {
		s["prefixItems"] = []any{a.schema(depth), a.schema(depth)}
	}
	if a.often(4) {
		s["uniqueItems"] = true
	}
	if !a.formats && a.often(6) {
		s["contains"] = a.schema(depth)
		a.span(s, 3, 3, "minContains", "maxContains")
	}
}

func (a author) objects(s map[string]any, depth int) {
	a.span(s, 5, 4, "minProperties", "maxProperties")
	if !a.often(3) {
		fields := map[string]any{}
		for range 1 + a.IntN(3) {
			fields[some(a, fieldNames)] = a.schema(depth)
		}
		s["properties"] = fields
	}
	if a.often(2) {
		s["required"] = []string{some(a, fieldNames)}
	}
	if a.often(4) {
		s["additionalProperties"] = a.schema(depth)
	}
	if a.often(8) {
		s["patternProperties"] = map[string]any{some(a, []string{"^n_", "a", "^[a-z]$"}): a.schema(depth)}
	}
	if a.often(10) {
		s["propertyNames"] = map[string]any{"pattern": some(a, expressions)}
	}
	if a.often(10) {
		s["dependentRequired"] = map[string]any{"a": []string{some(a, fieldNames)}}
	}
}

func (a author) logic(s map[string]any, depth int) {
	names := []string{"anyOf", "allOf", "oneOf"}
	if a.formats {
		names = names[:2]
	}
	for _, name := range names {
		if a.often(6) {
			s[name] = []any{a.schema(depth), a.schema(depth)}
		}
	}
	if a.formats {
		return
	}
	if a.often(6) {
		s["not"] = a.schema(depth)
	}
	if a.often(8) {
		s["if"], s["then"], s["else"] = a.schema(depth), a.schema(depth), a.schema(depth)
	}
}

// span sets one of two limits, or both.
func (a author) span(s map[string]any, rare, most int, lo, hi string) {
	n := a.IntN(most)
	if a.often(rare) {
		s[lo] = n
	}
	if a.often(rare) {
		s[hi] = n + a.IntN(most)
	}
}

// TestRandomSchemas wants each value to be valid, or its schema to be refused.
func TestRandomSchemas(t *testing.T) {
	refused := 0
	const schemas = 4000
	for seed := range uint64(schemas) {
		refused += checkRandom(t, seed)
	}
	if refused > schemas/2 {
		t.Errorf("%d of %d schemas are refused", refused, schemas)
	}
}

func FuzzRandomSchemas(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkRandom(t, seed) })
}

// checkRandom returns 1 if the schema is refused.
func checkRandom(t *testing.T, seed uint64) (refused int) {
	t.Helper()
	raw, err := json.Marshal(author{rand.New(rand.NewPCG(seed, 3)), seed%2 == 1}.schema(2))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Compile(raw)
	if err != nil {
		if !strings.Contains(err.Error(), "no value") && !strings.Contains(err.Error(), "too complex") {
			t.Errorf("seed %d: %s: %v", seed, raw, err)
		}
		return 1
	}
	judge := newJudge(t, string(raw), true)
	for i := range uint64(6) {
		out := s.Append(nil, rand.New(rand.NewPCG(i, seed)))
		if err := judge(out); err != nil {
			t.Errorf("seed %d: %s\ngives %s: %s", seed, raw, out, strings.Join(strings.Fields(fmt.Sprint(err)), " "))
			break
		}
	}
	return 0
}
