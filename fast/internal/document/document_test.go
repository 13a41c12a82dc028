package document

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestParse checks that YAML and JSON give the same, in the order of the file, with its lines.
func TestParse(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		n, err := Parse([]byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := string(n.AppendJSON(nil)); got != want {
			t.Errorf("%q is read as %s, not %s", text, got, want)
		}
	}
	const want = `{"b":[1,2.50,"x\"\n",null],"a":{"c":true}}`
	f(want, want)
	f("\ufeff"+want, want)
	f("b: [1, 2.50, \"x\\\"\\n\", null]\na:\n  c: true\n", want)
	f("b:\n- 1\n- 2.50\n- |\n  x\"\n- ~\na: {c: true}", want)
	f("{b: 1}", `{"b":1}`) // braces may begin YAML
	f("a: 0x10\nb: 1_000\nc: 1.5e3\nd: +.5", `{"a":16,"b":1000,"c":1.5e3,"d":0.5}`)
	f("a: '2'", `{"a":"2"}`)
	n, err := Parse([]byte("a:\n- b\n-\n  c: 1\n"))
	if err != nil || n.Members[0].Line != 1 || n.Members[0].Value.Items[0].Line != 2 || n.Members[0].Value.Items[1].Members[0].Line != 4 {
		t.Errorf("lines: %+v, %v", n, err)
	}
}

// TestParse_Failure checks that errors are one line and name the line of the file.
func TestParse_Failure(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
	f("", "it is empty")
	f("---\n", "it is empty")
	f("a: 1\n...\nb: 2\n", "there are 2 YAML documents in it")
	f("a: 1\n---\nb: 2", "there are 2 YAML documents in it")
	f("\xff", "it is not valid UTF-8")
	f("{\n\"a\": 1,\n\"a\": 2}", "line 3: a is there twice")
	f("a: 1\nb: 2\na: 3", "line 3")
	f("{\"a\": 1}\n2", "line 2: more follows the first value")
	f("{\"a\":\n1", "line 2: unexpected EOF")
	f("a: &x 1\nb: *x", "line 1: anchor is not supported here")
	f("a: !!int 1", "line 1: tag is not supported here")
	f("a: .inf", "line 1: infinity is not supported here")
	f("a:\n  <<: {b: 1}", "line 2: merge keys are not supported here")
	f(strings.Repeat("[", 300), "line 1: nested more than 256 levels deep")
	f("a: "+strings.Repeat("[", 300), "line 1: nested more than 16 levels deep")
	f("a:"+strings.Repeat(" ", 2000)+"1", "line 1: more than 1024 blanks in a row")
	f("a: 1 #"+strings.Repeat("x", maxYAML), "bytes are more than the 4194304 of a YAML file")
}

// FuzzParse writes what it has read as JSON and reads that again. Apart from the lines, the
// result must be the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "{}", "[1, 2", "a: [b, {c: d}]\n", "a: |\n  b\n  c\n", "a: 1.50\nb: .5\nc: 0o7\nd: 1e400", "? a\n: b", "- -\n  - ~", `{"a":[1e999,"\ud800",null,true]}`, "'a': \"\\x41\"", "a: .nan",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Parse(data)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n") {
				t.Fatalf("an error of several lines: %q", err)
			}
			return
		}
		written := n.AppendJSON(nil)
		if !json.Valid(written) {
			t.Fatalf("%q is written as %s", data, written)
		}
		again, err := parseJSON(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		n.forgetLines()
		again.forgetLines()
		if !reflect.DeepEqual(n, again) {
			t.Fatalf("%q is written as %s", data, written)
		}
	})
}

func (n *Node) forgetLines() {
	n.Line = 0
	for i := range n.Members {
		n.Members[i].Line = 0
		n.Members[i].Value.forgetLines()
	}
	for _, item := range n.Items {
		item.forgetLines()
	}
}
