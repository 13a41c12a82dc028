package ollama

import (
	"fmt"
	"slices"
	"strconv"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// takeNumber takes an option that is a number; null counts as absent.
func takeNumber(c *dialect.Session, option string) (n float64, isNumber bool, _ *apierr.Error) {
	kind := c.In.Kind()
	switch raw := c.In.Raw(); kind {
	case skim.Number:
		n, _ = strconv.ParseFloat(string(raw), 64)
		return n, true, nil
	case skim.Null:
		return 0, false, nil
	}
	return 0, false, errOption(c, option, "integer")
}

// errOption says which type an option of the model should have had.
func errOption(c *dialect.Session, option, want string) *apierr.Error {
	if c.In.Err() != nil {
		return decode.ErrBadJSON
	}
	return badRequest(fmt.Sprintf("option %q must be of type %s", option, want))
}

// readExtras settles what the members of a request mean together.
func (t *Text) readExtras(c *dialect.Session) *apierr.Error {
	a, q := answerOf(c), t.Generator.Extras(&c.Turn)
	if err := readThink(a.think, q); err != nil {
		return err
	}
	if err := readLogprobs(a, q); err != nil {
		return err
	}
	if err := openai.ReadTools(t.Generator, c, false); err != nil {
		return err
	}
	q.Tools.Tools = slices.DeleteFunc(q.Tools.Tools, func(tool engine.Tool) bool { return tool.Schema == nil })
	return t.readFormat(a.format, q)
}

// readThink reads true, false, "low", "medium", "high" or "max". Without it, a model
// thinks if its profile has reasoning tokens.
func readThink(raw []byte, q *engine.Extras) *apierr.Error {
	q.Effort = 1
	switch string(raw) {
	case ``:
		return nil
	case `false`:
		q.Effort = 0
		return nil
	case `true`, `"medium"`:
	case `"low"`:
		q.Effort = 0.5
	case `"high"`:
		q.Effort = 2
	case `"max"`:
		q.Effort = 4
	default:
		return badRequest(fmt.Sprintf(`invalid think value: %s (must be "high", "medium", "low", "max", true, or false)`, raw))
	}
	q.MeanReasoning = engine.DefaultMeanReasoning
	return nil
}

// readFormat reads "json" or a JSON schema; an empty text is neither.
func (t *Text) readFormat(raw []byte, q *engine.Extras) *apierr.Error {
	switch {
	case len(raw) == 0 || string(raw) == `""`:
	case string(raw) == `"json"`:
		q.Object = true
	case raw[0] == '{':
		var err error
		if q.Schema, err = t.Generator.Schemas.Get(raw); err != nil {
			return badRequest("invalid JSON schema in format: " + err.Error())
		}
	default:
		return badRequest(fmt.Sprintf(`invalid format: %q; expected "json" or a valid JSON Schema object`, raw))
	}
	return nil
}
