package verify_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/verify"
	"mock-openai/fast"
	"mock-openai/fast/quirk"
)

var update = flag.Bool("update", false, "write the table of quirks into the topic quirks")

// TestVerify_Quirks checks that the topic quirks says which fault every quirk in an echoed
// answer is found as.
func TestVerify_Quirks(t *testing.T) {
	const file, requests = "../../cmd/help/quirks.md", 10
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 3, StreamTokensMax: 9, Articles: 64}})
	found := func(c verify.Config, name string) string {
		c.Model = verify.Echo + ":quirk=" + name
		r := check(t, url, c, requests)
		for kind, n := range r.Faults {
			if n != requests {
				t.Errorf("%s of %s, streamed %v: %s in %d of %d answers", name, c.API.Name, c.Stream, kind, n, requests)
			}
		}
		if len(r.Faults) == 0 {
			return "intact"
		}
		return "`" + strings.Join(slices.Sorted(maps.Keys(r.Faults)), "`, `") + "`"
	}
	var rows strings.Builder
	for _, name := range quirk.Names() {
		kind, err := quirk.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		whole, streamed := "–", "–"
		switch kind.Info().Where {
		case quirk.Reasoning, quirk.ReasoningAnswers, quirk.ToolStreams, quirk.FunctionStreams, quirk.ToolAnswers, quirk.FunctionAnswers:
			continue // echoed answers have neither
		case quirk.Embeddings:
			whole = found(verify.Config{API: verify.Embeddings}, name)
		case quirk.Streams, quirk.ChatStreams:
			streamed = found(verify.Config{API: verify.Chat, Stream: true}, name)
		default:
			whole = found(verify.Config{API: verify.Chat}, name)
			streamed = found(verify.Config{API: verify.Chat, Stream: true}, name)
		}
		fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", name, streamed, whole)
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)(<!-- begin verify[^\n]*\n).*(<!-- end verify -->)`)
	want := table.ReplaceAllString(string(old), "${1}\n| quirk | in a stream | in a whole answer |\n|---|---|---|\n"+rows.String()+"\n${2}")
	if want == string(old) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what is found; -update writes it:\n%s", file, rows.String())
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
