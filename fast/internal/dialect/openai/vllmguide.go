package openai

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// guide is the form that a text must have for vLLM, as raw JSON; the first that is not nil
// counts.
type guide struct{ regex, choice, json []byte }

func (g *guide) given() bool { return g.regex != nil || g.choice != nil || g.json != nil }

// takeGuide takes structured_outputs, or what it was called before vLLM 0.12.
func takeGuide(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "structured_outputs":
		raw := c.In.Raw()
		g := &servedRequestOf(c).guide
		g.regex, g.choice, g.json = decode.Member(raw, "regex"), decode.Member(raw, "choice"), decode.Member(raw, "json")
	case "guided_regex":
		servedRequestOf(c).guide.regex = decode.NullAsNil(c.In.Raw())
	case "guided_choice":
		servedRequestOf(c).guide.choice = decode.NullAsNil(c.In.Raw())
	case "guided_json":
		servedRequestOf(c).guide.json = decode.NullAsNil(c.In.Raw())
	default:
		return takeShared(c, key)
	}
	return nil
}

// readGuide has the text follow the guide, if vLLM answers c. The words of errors are vLLM's.
func readGuide(g *engine.Generator, c *dialect.Session) *apierr.Error {
	r := served(c)
	if r == nil || !r.guide.given() {
		return nil
	}
	var what string
	switch in := decode.New(r.guide.json); {
	case r.guide.regex != nil:
		what, c.Extras.Bare = "regex", true
		regex := decode.New(r.guide.regex)
		c.Scratch = append(append(append(c.Scratch[:0], `{"type":"string","pattern":"^(?:`...), regex.TakeText().Raw...), `)$"}`...)
	case r.guide.choice != nil:
		what, c.Extras.Bare = "choices", true
		c.Scratch = append(append(append(c.Scratch[:0], `{"enum":`...), r.guide.choice...), '}')
	case in.Kind() == skim.String:
		what, c.Scratch = "json schema", skim.AppendUnescaped(c.Scratch[:0], in.String().Raw)
	default:
		what, c.Scratch = "json schema", append(c.Scratch[:0], r.guide.json...)
	}
	var err error
	if c.Extras.Schema, err = g.Schemas.Get(c.Scratch); err != nil {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("Failed to transform %s into a grammar: %v", what, err)}
	}
	return nil
}
