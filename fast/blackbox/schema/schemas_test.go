package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"mock-openai/fast/internal/schema"
)

// schemas are those of the tests of package schema.
func schemas(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../internal/schema/testdata/schemas.json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, schema := range raw {
		all[name] = string(schema)
	}
	return all
}

// seeds is how many values of each schema are looked at.
const seeds = 200

func TestSchemas(t *testing.T) {
	for name, raw := range schemas(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			judge := newJudge(t, raw, true)
			s, err := schema.Compile([]byte(raw))
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

func TestCompile_Large(t *testing.T) {
	values := make([]string, 1000)
	for i := range values {
		values[i] = fmt.Sprintf(`"value %d"`, i)
	}
	props := make([]string, 5000)
	names := make([]string, len(props))
	for i := range props {
		names[i] = fmt.Sprintf(`"property %d"`, i)
		props[i] = names[i] + `:{"type":["string","null"],"description":"what it is","enum":[` + values[i/5] + `,null]}`
	}
	props[0] = names[0] + `:{"type":"string","enum":[` + strings.Join(values, ",") + `]}`
	raw := `{"type":"object","properties":{` + strings.Join(props, ",") + `},"required":[` + strings.Join(names, ",") + `],"additionalProperties":false}`
	judge := newJudge(t, raw, true)
	s, err := schema.Compile([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := judge(s.Append(nil, rand.New(rand.NewPCG(1, 2)))); err != nil {
		t.Error(err)
	}
}

// TestValid looks at values of every schema through every other.
func TestValid(t *testing.T) {
	var values [][]byte
	for name, raw := range schemas(t) {
		s, err := schema.Compile([]byte(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for seed := range uint64(3) {
			values = append(values, s.Append(nil, rand.New(rand.NewPCG(seed, 0))))
		}
	}
	for name, raw := range schemas(t) {
		if strings.Contains(raw, "unevaluated") {
			continue
		}
		judge := newJudge(t, raw, false)
		for _, value := range values {
			want := judge(value)
			if got, err := schema.Valid([]byte(raw), value); err != nil || got != (want == nil) {
				t.Errorf("%s: %s: got %v, %v, want %v", name, value, got, err, want)
			}
		}
	}
}
