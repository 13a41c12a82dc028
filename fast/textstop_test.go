package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/pool"
)

// TestRichText_Stop writes stop sequences in several escapings. An answer must end before the
// first of them, however it is escaped in the answer.
func TestRichText_Stop(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("one goroutine writes an answer, and this takes long under the race detector")
	}
	url := serve(t, richText())
	said := make([]string, 40) // by seed, without stop
	for seed := range said {
		said[seed] = *ask(t, url+chatPath, fmt.Sprintf(`"seed":%d`, seed)).Choices[0].Message.Content
	}
	f := func(list string) {
		t.Helper()
		var sequences []string
		if err := json.Unmarshal([]byte(list), &sequences); err != nil {
			t.Fatal(err)
		}
		found := 0
		for seed, whole := range said {
			want := whole
			for _, sequence := range sequences {
				if before, _, cut := strings.Cut(whole, sequence); cut && len(before) < len(want) {
					want = before
				}
			}
			if want != whole {
				found++
			}
			a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"stop":%s`, seed, list))
			if got := *a.Choices[0].Message.Content; got != want || a.Usage.CompletionTokens != pool.Tokens(utf8.RuneCountInString(want)) {
				t.Errorf("stop %s: %d tokens of %q, want %q", list, a.Usage.CompletionTokens, got, want)
			}
		}
		if found == 0 {
			t.Errorf("stop %s is in no answer", list)
		}
	}
	for _, list := range []string{
		`["\n"]`, `["\u000a"]`, "[\"```\"]", `["\u0060\u0060\u0060"]`, `["😀"]`, `["\ud83d\ude00"]`, `["\uD83D\uDE00"]`,
		`["方法"]`, `["\u65b9\u6cd5"]`, `["عربي"]`, `["\u0301"]`, `["\u200d"]`, `["\u2028"]`, "[\"\u2028\"]", `["\u2029"]`,
		`["\\"]`, `["\u005c"]`, `["/"]`, `["\/"]`, `["\""]`, `["<"]`, `["n"]`, `["u"]`, `["00"]`, `["\t\u002d [x]"]`,
		`["never said","法取","方法取"]`, `["😃","\ud83d\ude00","x"]`,
	} {
		f(list)
	}

	a := ask(t, url+chatPath, `"model":"echo","stop":["\u002fz","é"],"messages":[{"role":"user","content":"\u0061\/\u00e9 \/z"}]`)
	if got := *a.Choices[0].Message.Content; got != "a/" {
		t.Errorf("an echo is cut to %q", got)
	}
}
