package gemini

import (
	"fmt"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// reasonSafety is the only reason for blocking that comes with ratings.
const reasonSafety = "SAFETY"

// categories are those of the settings in Google's reference of its API.
var categories = [...]string{"SEXUALLY_EXPLICIT", "HATE_SPEECH", "HARASSMENT", "DANGEROUS_CONTENT"}

// ratings are the safety ratings, as members with a comma before each.
type ratings struct {
	harmless string // of what is not blocked
	ofPrompt string // of a prompt that is: it has no "blocked"
	blocked  string // of an answer that is
}

var (
	ownRatings    = newRatings(false)
	vertexRatings = newRatings(true)
)

func ratingsOf(vertex bool) *ratings {
	if vertex {
		return vertexRatings
	}
	return ownRatings
}

func newRatings(vertex bool) *ratings {
	return &ratings{harmless: renderRatings(vertex, ""), ofPrompt: renderRatings(vertex, `"probability":"HIGH"`), blocked: renderRatings(vertex, `"probability":"HIGH","blocked":true`)}
}

// renderRatings renders the ratings of content. The last of the categories is rated worst;
// empty for content that is harmless. Vertex AI also gives scores.
func renderRatings(vertex bool, worst string) string {
	var all []string
	for i, category := range categories {
		rating, score, severity := `"probability":"NEGLIGIBLE"`, "0.05", "NEGLIGIBLE"
		if worst != "" && i == len(categories)-1 {
			rating, score, severity = worst, "0.95", "HIGH"
		}
		if vertex {
			rating += fmt.Sprintf(`,"probabilityScore":%s,"severity":"HARM_SEVERITY_%s","severityScore":%[1]s`, score, severity)
		}
		all = append(all, fmt.Sprintf(`{"category":"HARM_CATEGORY_%s",%s}`, category, rating))
	}
	return `,"safetyRatings":[` + strings.Join(all, ",") + `]`
}

// takeSafetySetting reads whether answers are rated: filters are off, unless a setting says
// otherwise.
func takeSafetySetting(c *dialect.Session, _ string, _ int) *apierr.Error {
	if c.In.Kind() != skim.Object {
		c.In.Raw()
		return nil
	}
	switch string(thresholds.named(decode.NullAsNil(decode.Member(c.In.Raw(), "threshold")))) {
	case "", `"OFF"`:
	default:
		answerOf(c).rated = true
	}
	return nil
}

// appendFinishReason appends why a candidate ends.
func (r *answer) appendFinishReason(dst []byte, why engine.Finish) []byte {
	dst = append(dst, `"finishReason":`...)
	if f := r.session.Filter; why == engine.FinishFiltered && f != nil && f.Reason != "" {
		return append(append(append(dst, '"'), f.Reason...), '"')
	}
	return append(dst, finishes[why]...)
}

// withheld reports whether a filter has left nothing of candidate i. Then it has no content.
func (r *answer) withheld(i int) bool {
	a := &r.session.Answer
	return a.Choices[i].Finish == engine.FinishFiltered && a.Choices[i].Article.Tokens() <= 0 &&
		(a.Extras == nil || a.Extras.Choices[i].Reasoning.Tokens() <= 0)
}

// appendRatings appends the safety ratings of candidate i, if it has any; ended says whether
// the candidate ends here.
func (r *answer) appendRatings(dst []byte, why engine.Finish, ended bool) []byte {
	f := r.session.Filter
	switch {
	case ended && why == engine.FinishFiltered && (f == nil || f.Reason == "" || f.Reason == reasonSafety):
		return append(dst, ratingsOf(r.vertex).blocked...)
	case r.rated:
		return append(dst, ratingsOf(r.vertex).harmless...)
	}
	return dst
}
