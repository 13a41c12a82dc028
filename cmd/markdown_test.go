package cmd

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestReadable(t *testing.T) {
	f := func(want, text string, width int) {
		t.Helper()
		if got := readable(text, width); got != want {
			t.Errorf("%q in %d is\n%s\nwant\n%s", text, width, got, want)
		}
	}
	const table = "| kind | |\n|---|---|\n| `a` | one two three four five six seven eight |\n| `bcd` | `x \\| y` |\n"
	f("kind\n`a`    one two three four five six seven eight\n`bcd`  `x | y`\n", table, 80)
	f("kind\n`a`    one two three four five six seven\n       eight\n`bcd`  `x | y`\n", table, 40)
	f("kind\n`a`\n    one two three four\n    five six seven eight\n`bcd`\n    `x | y`\n", table, 24)
	f("See `mock-openai help faults`, x (BENCHMARKS.md#a).\n", "See [faults](faults.md), [x](../../BENCHMARKS.md#a).\n", 80)
}

// TestReadable_Topics wants nothing lost, and lines that fit: the longest are the rows of
// the longest endpoint.
func TestReadable_Topics(t *testing.T) {
	for _, name := range topics() {
		text, err := topicFiles.ReadFile(path.Join("help", name+".md"))
		if err != nil {
			t.Fatal(err)
		}
		shown := readable(string(text), 100)
		code := false
		for line := range strings.Lines(shown) {
			if strings.HasPrefix(line, "```") {
				code = !code
			}
			if n := len([]rune(line)); n > 124 && !code {
				t.Errorf("%s: a line of %d: %s", name, n, line)
			}
		}
		uncommented := regexp.MustCompile("<!--.*-->").ReplaceAllString(string(text), "")
		for _, word := range strings.Fields(linksSpelled(uncommented)) {
			if word = strings.ReplaceAll(word, `\|`, "|"); !strings.ContainsAny(word, "|<>-") && !strings.Contains(shown, word) {
				t.Errorf("%s: %q is lost", name, word)
			}
		}
	}
}
