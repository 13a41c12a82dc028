package fast_test

import (
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
)

// moderation is an answer to /v1/moderations.
type moderation struct {
	ID, Model string
	Results   []struct {
		Flagged    bool
		Categories map[string]bool
		Scores     map[string]float64  `json:"category_scores"`
		Applied    map[string][]string `json:"category_applied_input_types"`
	}
}

// moderationCategories are those of omni-moderation.
var moderationCategories = strings.Fields("hate hate/threatening harassment harassment/threatening illicit illicit/violent " +
	"self-harm self-harm/intent self-harm/instructions sexual sexual/minors violence violence/graphic")

func TestModerations(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(input string, results int, sexual, hate []string) {
		t.Helper()
		var first, second moderation
		postJSON(t, url+"/v1/moderations", `{"input":`+input+`}`, &first)
		postJSON(t, url+"/v1/moderations", `{"input":`+input+`,"model":"m"}`, &second)
		if !strings.HasPrefix(first.ID, "modr-") || first.ID == second.ID || first.Model != "omni-moderation-latest" || second.Model != "m" {
			t.Errorf("%s: id %q, model %q, then %q and %q", input, first.ID, first.Model, second.ID, second.Model)
		}
		if len(first.Results) != results {
			t.Fatalf("%s: %d results, want %d", input, len(first.Results), results)
		}
		for i, r := range first.Results {
			if r.Flagged || len(r.Categories) != 13 || len(r.Scores) != 13 || len(r.Applied) != 13 {
				t.Errorf("%s: result %d: %+v", input, i, r)
			}
			for _, name := range moderationCategories {
				if flagged, ok := r.Categories[name]; flagged || !ok {
					t.Errorf("%s: category %s: %v, given: %v", input, name, flagged, ok)
				}
				if s := r.Scores[name]; s <= 0 || s >= 0.001 || s != second.Results[i].Scores[name] {
					t.Errorf("%s: score of %s is %g, then %g", input, name, s, second.Results[i].Scores[name])
				}
			}
			if !slices.Equal(r.Applied["sexual"], sexual) || !slices.Equal(r.Applied["hate"], hate) {
				t.Errorf("%s: looked at %v and %v, want %v and %v", input, r.Applied["sexual"], r.Applied["hate"], sexual, hate)
			}
		}
	}
	text, both, image := []string{"text"}, []string{"text", "image"}, []string{"image"}
	f(`"I want to read."`, 1, text, text)
	f(`""`, 1, text, text)
	f(`["a","b\n","a"]`, 3, text, text)
	f(`[{"type":"text","text":"a"}]`, 1, text, text)
	f(`[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]`, 1, image, []string{})
	f(`[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:"}}]`, 1, both, text)
}

// TestModerations_ByInput checks that equal inputs get equal scores however they are
// escaped, and that different inputs get different scores.
func TestModerations_ByInput(t *testing.T) {
	var m moderation
	postJSON(t, serve(t, fast.Config{})+"/v1/moderations", `{"input":["a\n","a\u000a","b"]}`, &m)
	a, b, c := m.Results[0].Scores["hate"], m.Results[1].Scores["hate"], m.Results[2].Scores["hate"]
	if a != b || a == c {
		t.Errorf("scores are %g, %g and %g", a, b, c)
	}
}
