package profile

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"mock-openai/fast/internal/document"
)

// TestNesting refuses deeply nested input in everything that reads YAML, at a cost
// that grows with its length.
func TestNesting(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "bomb.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for name, read := range map[string]func() error{
			"ReadScenario": func() error { _, err := ReadScenario([]byte(text), base()); return err },
			"OpenScenario": func() error { _, err := OpenScenario(path, base()); return err },
			"ReadModels":   func() error { _, err := ReadModels([]byte(text), base()); return err },
		} {
			var err error
			if used := allocated(func() { err = read() }); used > bound(text) {
				t.Errorf("%s of %.20q, %d bytes: %d MiB were allocated", name, text, len(text), used>>20)
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s of %.20q: %v, want %q", name, text, err, want)
			}
		}
	}
	const deep = "nested more than 16 levels deep"
	const n = 60_000
	f("phases: "+strings.Repeat("[", n), "line 1: "+deep)
	f("phases: "+strings.Repeat("[", n)+strings.Repeat("]", n), deep)
	f("phases: "+strings.Repeat("{a: ", n), deep)
	f("phases: "+strings.Repeat(`[ "]", ']', `, n/5), deep)
	f("phases: "+strings.Repeat("[ # ]\n", n/5), deep)
	f(strings.Repeat("- ", n), deep)
	f(strings.Repeat("? ", n), deep)
	f("[ "+strings.Repeat("- ", n), deep)
	indented := ""
	for i := range 500 {
		indented += strings.Repeat(" ", i) + "a:\n"
	}
	f(indented, "line 17: "+deep)
	keys := new(strings.Builder)
	for i := range 30_000 {
		fmt.Fprintf(keys, "%d:\n", i)
	}
	f(keys.String(), "line 1025: more than 1024 keys")
	f(strings.Repeat("a", 1<<20), "1048576 bytes are more than")
}

// TestNesting_Success accepts brackets that nest nothing, and files of the largest
// size.
func TestNesting_Success(t *testing.T) {
	f := func(text string) {
		t.Helper()
		if _, err := ReadScenario([]byte(text), base()); err != nil {
			t.Errorf("%.80q: %v", text, err)
		}
	}
	brackets := strings.Repeat("[{", 50)
	f("phases: [{name: '" + brackets + "', for: 1s}]")
	f("phases: [{name: \"" + brackets + "\", for: 1s}] # " + brackets)
	f("phases:\n  - name: |\n      " + brackets + "\n    for: 1s")
	f("phases:\n" + strings.Repeat("  - {name: a, for: 1s, fault: [reset=0.1, stall=0.1]}\n", 3000))
	f("phases:\n" + strings.Repeat("  - name: a\n    for: 1s\n    fault:\n      - reset=0.1\n", 3000))
}

// FuzzNesting repeats a part of a file. However often, the cost of reading grows with
// the length, and accepted files are not nested deeply.
func FuzzNesting(f *testing.F) {
	f.Add("phases: ", "[", "")
	f.Add("", "- ", "a")
	f.Add("", "? ", "")
	f.Add("a: ", "{a: ", "")
	f.Add("", "[ # ]\n", "")
	f.Add("[", "a: b\n", "]")
	f.Add("phases:\n", "  - {name: a, for: 1s}\n", "repeat: true")
	f.Fuzz(func(t *testing.T, before, repeated, after string) {
		if len(repeated) == 0 || len(before)+len(after) > 1000 {
			return
		}
		text := before + strings.Repeat(repeated, 20_000/len(repeated)) + after
		used := allocated(func() {
			ReadScenario([]byte(text), base())
			ReadModels([]byte(text), base())
		})
		if used > 2*bound(text) {
			t.Errorf("%d MiB were allocated for %d bytes", used>>20, len(text))
		}
		if _, err := readMapping([]byte(text)); err != nil {
			return
		}
		file, err := parser.ParseBytes([]byte(text), 0)
		if err != nil {
			t.Fatal(err)
		}
		if d := depth(file.Docs[0].Body); d > 2*document.MaxNesting { // of a key and its value each
			t.Errorf("%d levels were let through", d)
		}
	})
}

// bound returns the most bytes that may be allocated to read text.
func bound(text string) uint64 { return 16<<20 + 2048*uint64(len(text)) }

// allocated returns the number of bytes that do allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// depth returns the nesting depth of lists and mappings.
func depth(n ast.Node) int {
	deepest := 0
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			deepest = max(deepest, depth(v))
		}
	case *ast.MappingValueNode:
		return 1 + max(depth(n.Key), depth(n.Value))
	case *ast.MappingKeyNode:
		return depth(n.Value)
	case *ast.SequenceNode:
		for _, v := range n.Values {
			deepest = max(deepest, depth(v))
		}
		return 1 + deepest
	case *ast.AnchorNode:
		return depth(n.Value)
	case *ast.TagNode:
		return depth(n.Value)
	}
	return deepest
}
