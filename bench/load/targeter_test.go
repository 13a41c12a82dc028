package load_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/load"
)

func TestReadBodies(t *testing.T) {
	f := func(lines string, want map[string]int) {
		t.Helper()
		b, err := load.ReadBodies([]byte(lines))
		if err != nil {
			t.Errorf("%q: %v", lines, err)
			return
		}
		total := 0
		for _, n := range want {
			total += n
		}
		got := map[string]int{}
		for n := range 3 * total {
			got[string(b.AppendBody(nil, int64(n)))]++
		}
		for body, n := range want {
			if got[body] != 3*n {
				t.Errorf("%q: %q came %d times in three turns, want %d", lines, body, got[body], 3*n)
			}
		}
	}
	f(`{"a":1}`, map[string]int{`{"a":1}`: 1})
	f("\n{\"a\":1}\r\n\n{\"b\":2}\n", map[string]int{`{"a":1}`: 1, `{"b":2}`: 1})
	f(`{"weight":3,"body":{"a":1}}`+"\n"+`{"b":2}`, map[string]int{`{"a":1}`: 3, `{"b":2}`: 1})
	f(`{"weight":3}`, map[string]int{`{"weight":3}`: 1})
	f(`{"weight":3,"body":{"a":1}}`, map[string]int{`{"a":1}`: 3})
	f("{\n  \"weight\": 2,\n  \"body\": {\n    \"a\": 1\n  }\n}\n", map[string]int{"{\n    \"a\": 1\n  }": 2})
	f("{\n  \"a\": 1\n}\n", map[string]int{"{\n  \"a\": 1\n}": 1})
	f("{\n  \"a\": 1\n}\n{\n  \"b\": 2\n}\n", map[string]int{"{\n  \"a\": 1\n}": 1, "{\n  \"b\": 2\n}": 1})
}

func TestReadBodies_Refuses(t *testing.T) {
	f := func(want, lines string) {
		t.Helper()
		if _, err := load.ReadBodies([]byte(lines)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", lines, err, want)
		}
	}
	f("no bodies", "\n\n")
	f("line 2: no JSON", "{}\n{\n")
	f("line 1: weight", `{"weight":0,"body":{}}`)
	f("line 1: weight", `{"weight":9999999,"body":{}}`)
	f("line 2: weight", "{}\n{\"weight\":1.5,\"body\":{}}")
	f("line 3: no JSON: \"oops\"", "{\n}\noops\n")
}

func TestBodies_Unique(t *testing.T) {
	b := load.NewBodies([]byte("a" + load.Unique + "b" + load.Unique))
	seen := map[string]bool{}
	for n := range int64(10_000) {
		body := string(b.AppendBody(nil, n))
		if seen[body] || len(body) != 34 || body[1:17] != body[18:] {
			t.Fatalf("request %d has the body %q", n, body)
		}
		seen[body] = true
	}
	if again := b.AppendBody(nil, 0); seen[string(again)] {
		t.Error("a later run has the body of an earlier one")
	}
}

// TestBodies_SetModel replaces the model of bodies, wherever in them it stands.
func TestBodies_SetModel(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		b := load.NewBodies([]byte(body))
		err := b.SetModel(`a"b`)
		if got := string(b.AppendBody(nil, 0)); got != want || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	}
	f(`{"model":"m","x":{"model":1}}`, `{"model":"a\"b","x":{"model":1}}`)
	f(`{"x":{"model":1}, "model" : null }`, `{"x":{"model":1}, "model" : "a\"b" }`)
	f(`{"x":1}`, `{"model":"a\"b","x":1}`)
	f(`{ }`, `{"model":"a\"b" }`)
	for _, body := range []string{`[]`, `{"x":`, ``, `1`} {
		if err := load.NewBodies([]byte(body)).SetModel("m"); err == nil {
			t.Errorf("%q: no error", body)
		}
	}
}

// TestReadBodies_Many reads a file of many lines in a time that grows with its length.
func TestReadBodies_Many(t *testing.T) {
	lines := bytes.Repeat([]byte(`{"model":"m","messages":[{"role":"user","content":"What is the capital of France, and why?"}]}`+"\n"), 150_000)
	start := time.Now()
	if _, err := load.ReadBodies(lines); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
