package schema

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestCompile_RefersToItself wants little stack for a schema that is checked within itself.
func TestCompile_RefersToItself(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(32 << 20)) // beyond that the process ends
	_, err := Compile([]byte(`{"allOf":[{"$ref":"#"}],"enum":[1]}`))
	if err != errComplex {
		t.Errorf("the error is %v", err)
	}
}

func TestCompile_Failure(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		if _, err := Compile([]byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", raw, err, want)
		}
	}
	f(`{`, "not JSON at byte 1")
	f(`{} {}`, "not JSON at byte 3")
	f(`"string"`, "In context=(), a schema must be an object or a boolean")
	f(`[]`, "must be an object or a boolean")
	f(`null`, "must be an object or a boolean")
	f(`{"type":"any"}`, `"any" is not a valid type`)
	f(`{"type":7}`, `7 is not a valid type`)
	f(`{"type":[]}`, `type must not be empty`)
	f(`{"properties":{"a":{"type":"object","properties":{"b":{"type":"str"}}}}}`, `In context=('properties', 'a', 'properties', 'b'), "str" is not`)
	f(`{"properties":[]}`, "properties must be an object")
	f(`{"properties":{"a":1}}`, "In context=('properties', 'a'), a schema must be")
	f(`{"required":true}`, "required must be an array of strings")
	f(`{"required":[1]}`, "required must be an array of strings")
	f(`{"enum":[]}`, "enum must be an array with at least one value")
	f(`{"enum":"a"}`, "enum must be an array")
	f(`{"items":[1]}`, "In context=('items', '0'), a schema")
	f(`{"anyOf":{}}`, "anyOf must be an array of schemas")
	f(`{"anyOf":[]}`, "anyOf must not be empty")
	f(`{"minLength":-1}`, "minLength must be a non-negative integer")
	f(`{"minLength":1.5}`, "minLength must be a non-negative integer")
	f(`{"minimum":"1"}`, "minimum must be a number")
	f(`{"minimum":1e999999999}`, "minimum: number has too many digits")
	f(`{"multipleOf":0}`, "multipleOf must be greater than 0")
	f(`{"pattern":"("}`, "'(' is not a regular expression")
	f(`{"pattern":"a{2000}"}`, "'a{2000}' is not a regular expression that is supported")
	f(`{"properties":{"a":{"anyOf":[{"pattern":"^(?=a)b"}]}}}`, "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.a.anyOf[0].pattern.")
	f(`{"items":{"pattern":"^(?!a)b"}}`, "regex lookaround is not supported. Found at $.items.pattern.")
	f(`{"pattern":"(?<=a)b"}`, "regex lookaround is not supported. Found at $.pattern.")
	f(`{"pattern":"x(?<!a)b"}`, "regex lookaround is not supported. Found at $.pattern.")
	f(`{"pattern":"(a)\\1"}`, "regex backreferences are not supported. Found at $.pattern.")
	f(`{"pattern":"(?<n>a)\\k<n>"}`, "regex backreferences are not supported. Found at $.pattern.")
	f(`{"patternProperties":{"^(?!a)":{}}}`, "regex lookaround is not supported. Found at $.patternProperties.")
	f(`{"type":"string","format":"email","maxLength":5}`, "no value")
	f(`{"type":"string","format":"uuid","pattern":"^x"}`, "no value")
	f(`{"type":"string","format":"date","minLength":11}`, "no value")
	f(`{"pattern":1}`, "pattern must be a string")
	f(`{"uniqueItems":1}`, "uniqueItems must be a boolean")
	f(`{"$ref":"#/$defs/none"}`, "reference '#/$defs/none' leads nowhere")
	f(`{"$ref":"https://example.com/other"}`, "leads nowhere")
	f(`{"$ref":"#/%zz"}`, "leads nowhere")
	f(`{"$ref":"#"}`, "reference '#' leads back to itself")
	f(`{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}`, "leads back to itself")

	f(`{"type":"array","uniqueItems":true,"minItems":2,"items":{"type":"object","additionalProperties":false}}`, "no value")
	f(`{"type":"string","not":{"minLength":0}}`, "no value")
	f(`false`, "In context=(), no value satisfies the schema")
	f(`{"not":{}}`, "no value")
	f(`{"type":"string","enum":[1,2]}`, "no value")
	f(`{"const":1,"enum":[2]}`, "no value")
	f(`{"type":"string","minLength":3,"maxLength":2}`, "no value")
	f(`{"type":"string","pattern":"[^\\x00-\\x{10FFFF}]"}`, "no value")
	f(`{"type":"integer","minimum":1.2,"maximum":1.8}`, "no value")
	f(`{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":2}`, "no value")
	f(`{"type":"array","minItems":3,"maxItems":2}`, "no value")
	f(`{"type":"array","items":{"enum":[1,2]},"uniqueItems":true,"minItems":3}`, "no value")
	f(`{"type":"array","items":{"type":"array","items":false,"minItems":1},"minItems":1}`, "In context=('items', 'items'), no value")
	f(`{"type":"array","prefixItems":[true,false],"minItems":2}`, "In context=('prefixItems', '1'), no value")
	f(`{"type":"object","properties":{"a":{"properties":{"b":false},"required":["b"]}},"required":["a"]}`, "In context=('properties', 'a', 'properties', 'b'), no value")
	f(`{"type":"object","minProperties":3,"additionalProperties":false}`, "no value")
	f(`{"type":"object","required":["a","b"],"maxProperties":1}`, "no value")
	f(`{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}`, "no value")
	f(`{"allOf":[{"type":"string"},{"type":"integer"}]}`, "no value")

	f(`{"type":"array","minItems":1e9}`, "minItems is 1000000000, the limit is 16384")
	f(`{"type":"string","minLength":1000000}`, "minLength is 1000000, the limit is 16384")
	f(`{"type":"array","minItems":16000,"items":{"type":"string","minLength":16000}}`, "too large")
	f(`{"enum":["`+strings.Repeat("x", MaxRaw)+`"]}`, "the limit is 1048576")
	f(`{"enum":[`+strings.Repeat("1,", maxValues)+`1]}`, "more than 65536 values")
	f(strings.Repeat(`{"not":`, 10_000)+`{}`+strings.Repeat(`}`, 10_000), "nested too deeply")
	f(`{"properties":`+strings.Repeat(`[`, 100_000), "nested too deeply")
}

// hostile are schemas that need much work or memory. Compile may refuse them.
func hostile() map[string]string {
	chain := func(n int, format string) string {
		var b strings.Builder
		b.WriteString(`{"$ref":"#/$defs/d0","$defs":{`)
		for i := range n {
			fmt.Fprintf(&b, `"d%d":`, i)
			fmt.Fprintf(&b, format, i+1)
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"d%d":{"type":"integer"}}}`, n)
		return b.String()
	}
	many := func(n int, one string) string { return strings.Repeat(one+",", n) + one }
	numbered := func(n int, one string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(one, i)
		}
		return strings.Join(all, ",")
	}
	multiples := func(n int) string {
		r := rand.New(rand.NewPCG(1, 2))
		all := make([]string, n)
		for i := range all {
			all[i] = `{"multipleOf":1`
			for range 390 {
				all[i] += string(rune('0' + r.IntN(10)))
			}
			all[i] += "}"
		}
		return strings.Join(all, ",")
	}
	return map[string]string{
		"laughs-required":   chain(40, `{"type":"object","properties":{"a":{"$ref":"#/$defs/d%[1]d"},"b":{"$ref":"#/$defs/d%[1]d"}},"required":["a","b"]}`),
		"laughs-optional":   chain(40, `{"type":"object","properties":{"a":{"$ref":"#/$defs/d%[1]d"},"b":{"$ref":"#/$defs/d%[1]d"}}}`),
		"laughs-items":      chain(40, `{"type":"array","items":{"$ref":"#/$defs/d%d"},"minItems":100}`),
		"laughs-in-place":   chain(40, `{"allOf":[{"$ref":"#/$defs/d%[1]d"},{"$ref":"#/$defs/d%[1]d","type":"integer"}]}`),
		"laughs-any-of":     chain(40, `{"anyOf":[{"$ref":"#/$defs/d%[1]d"},{"$ref":"#/$defs/d%[1]d","minimum":1}]}`),
		"laughs-one-of":     chain(40, `{"oneOf":[{"$ref":"#/$defs/d%[1]d"},{"$ref":"#/$defs/d%[1]d","minimum":1}]}`),
		"laughs-not":        chain(40, `{"not":{"$ref":"#/$defs/d%[1]d"},"allOf":[{"not":{"$ref":"#/$defs/d%[1]d"}}]}`),
		"chain-refs":        chain(8_000, `{"$ref":"#/$defs/d%d"}`),
		"chain-required":    chain(8_000, `{"type":"object","properties":{"a":{"$ref":"#/$defs/d%d"}},"required":["a"]}`),
		"chain-items":       chain(900, `{"type":"array","items":{"$ref":"#/$defs/d%d"},"minItems":1}`),
		"any-of-groups":     `{"type":"integer","allOf":[` + many(1000, `{"anyOf":[{"minimum":1},{"maximum":-1}]}`) + `]}`,
		"any-of-impossible": `{"type":"integer","allOf":[` + many(1000, `{"anyOf":[{"type":"string"},{"type":"null"}]}`) + `]}`,
		"any-of-itself":     `{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}`,
		"not-itself":        `{"not":{"$ref":"#"}}`,
		"never-unique":      `{"type":"array","uniqueItems":true,"minItems":2000,"items":{"type":"object","additionalProperties":false}}`,
		"never-unique-deep": `{"$defs":{"l":{"type":"array","uniqueItems":true,"minItems":2,"items":{"type":"object","additionalProperties":false}},"m":{"type":"array","uniqueItems":true,"minItems":2,"items":{"$ref":"#/$defs/l"}},"n":{"type":"array","uniqueItems":true,"minItems":2,"items":{"$ref":"#/$defs/m"}}},"type":"array","uniqueItems":true,"minItems":2,"items":{"$ref":"#/$defs/n"}}`,
		"never-valid":       `{"type":"array","minItems":300,"items":{"type":"object","properties":{"a":{"type":"array","minItems":2,"items":{"type":"string","not":{"minLength":0}}}},"required":["a"],"not":{"required":["a"]}}}`,
		"many-names":        `{"type":"object","minProperties":16000,"additionalProperties":{"type":"object","minProperties":3}}`,
		"many-patterns":     `{"allOf":[` + many(2000, `{"type":"string","pattern":"^(\\p{L}{900}|x)$"}`) + `]}`,
		"deep-pattern":      `{"type":"string","pattern":"` + strings.Repeat("(", 900) + "a" + strings.Repeat(")*", 900) + `"}`,
		"large-pattern":     `{"type":"string","pattern":"^((x{30}){30})*$","minLength":16000}`,
		"slow-pattern":      `{"type":"string","pattern":"^` + strings.Repeat("(x?){999}", 20) + `$","minLength":16000}`,
		"many-names-tested": `{"type":"object","properties":{` + numbered(10_000, `"p%d":{}`) + `},"patternProperties":{` + numbered(3_000, `"^q%d":{}`) + `}}`,
		"many-multiples":    `{"type":"integer","allOf":[` + multiples(700) + `]}`,
		"many-enums":        `{"allOf":[` + many(200, `{"enum":[`+many(200, `1`)+`,2]}`) + `]}`,
		"many-required":     `{"type":"object","required":[` + many(20_000, `"a","b"`) + `]}`,
		"long-constant":     `{"type":"array","items":{"type":"array","uniqueItems":true,"items":{"enum":["` + strings.Repeat("x", 300_000) + `"]}},"minItems":10000}`,
		"tuple":             `{"type":"array","prefixItems":[` + many(30_000, `{}`) + `]}`,
		"fork":              `{"type":"array","items":{"$ref":"#"},"minItems":1,"anyOf":[{"maxItems":3},{"items":{"$ref":"#"}}]}`,
		"trees":             `{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"},"d":{"$ref":"#"},"e":{"$ref":"#"}}}`,
	}
}

// TestCompile_Large compiles the largest schema that OpenAI accepts: 5000
// properties, 1000 values of enumerations.
// maxTime is how long a hostile schema may keep a processor busy. The race
// detector is slow.
const maxTime = time.Minute

func TestCompile_Hostile(t *testing.T) {
	for name, raw := range hostile() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			s, err := Compile([]byte(raw))
			compiled := time.Since(start)
			if err != nil {
				t.Logf("%v: %v", compiled, err)
			} else {
				out := s.Append(nil, rand.New(rand.NewPCG(1, 2)))
				t.Logf("compiled in %v, %d bytes in %v", compiled, len(out), time.Since(start)-compiled)
				if len(out) > 4*maxSize || !json.Valid(out) {
					t.Errorf("got %d bytes: %.200s", len(out), out)
				}
			}
			if took := time.Since(start); took > maxTime {
				t.Errorf("took %v", took)
			}
		})
	}
}

func FuzzCompile(f *testing.F) {
	for _, raw := range schemas {
		f.Add([]byte(raw), uint64(1))
	}
	for _, raw := range hostile() {
		if len(raw) < 4<<10 {
			f.Add([]byte(raw), uint64(2))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte, seed uint64) {
		s, err := Compile(raw)
		if err != nil {
			return
		}
		out := s.Append(nil, rand.New(rand.NewPCG(seed, 0)))
		if !json.Valid(out) {
			t.Fatalf("%s\n%s", raw, out)
		}
		if len(out) > 4*maxSize {
			t.Fatalf("%s\n%d bytes", raw, len(out))
		}
	})
}

// TestCompile_Memory wants memory that grows with the schema, and not with the square of it.
func TestCompile_Memory(t *testing.T) {
	consts := func(from, to int) string {
		all := make([]string, 0, to-from)
		for i := from; i < to; i++ {
			all = append(all, fmt.Sprintf(`{"const":%d}`, i))
		}
		return `{"minimum":` + strconv.Itoa(from) + `,"maximum":` + strconv.Itoa(to-1) + `,"anyOf":[` + strings.Join(all, ",") + `]}`
	}
	groups := make([]string, 0, 100)
	for i := range cap(groups) {
		groups = append(groups, consts(100*i, 100*i+100))
	}
	f := func(name, raw string) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		Compile([]byte(raw))
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 400<<20 {
			t.Errorf("%s: %d MiB", name, n>>20)
		}
	}
	f("allOf", `{"allOf":[`+strings.Repeat("{},", 30_000)+`{}]}`)
	f("anyOf", `{"anyOf":[`+strings.Join(groups, ",")+`]}`)
}

// TestValid_Steps wants steps to be spent on members that no rule is for.
func TestValid_Steps(t *testing.T) {
	v := &value{kind: object, fields: map[string]*value{}}
	for i := range 1600 {
		v.put(strconv.Itoa(i), &value{kind: null, raw: []byte("null")})
	}
	r := &rule{kinds: anyKind, objectRule: objectRule{maxFields: unlimited, required: v.names}}
	if c := (checker{steps: 1000}); !c.valid(r, v) || c.steps > 800 {
		t.Errorf("%d steps are left", c.steps)
	}
}
