package fast_test

import (
	"slices"
	"testing"

	"mock-openai/fast"
)

// TestGemini_Enum wants text/x.enum to get a value of the schema without quotation marks, as
// Google's clients compare it with the values of an enum.
func TestGemini_Enum(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(schema string, want ...string) {
		t.Helper()
		for _, path := range []string{geminiWhole, geminiEvents} {
			status, all := askGemini(t, url, path, `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"responseMimeType":"text/x.enum",`+schema+`}}`)
			said := ""
			for _, a := range all {
				for _, part := range a.Candidates[0].Content.Parts {
					said += part.Text
				}
			}
			if status != 200 || !slices.Contains(want, said) {
				t.Errorf("%s: status %d, says %q", schema, status, said)
			}
		}
	}
	f(`"responseSchema":{"type":"STRING","format":"enum","enum":["Percussion","String"]}`, "Percussion", "String")
	f(`"responseJsonSchema":{"enum":["a \"b\" é\n"]}`, "a \"b\" é\n")
	f(`"responseSchema":{"type":"INTEGER","minimum":3,"maximum":3}`, "3")
	f(`"responseJsonSchema":{"type":["INTEGER"],"minimum":3,"maximum":3}`, "3")
	f(`"responseJsonSchema":{"const":null}`, "null")
	f(`"responseJsonSchema":{"$ref":"#/definitions/n","definitions":{"n":{"type":"INTEGER","minimum":3,"maximum":3}}}`, "3")
}
