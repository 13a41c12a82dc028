package openai

import (
	"fmt"
	"math/rand/v2"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// ModerationModel answers requests that name no model.
const ModerationModel = "omni-moderation-latest"

// category is something that content is judged for.
type category struct {
	name  string
	input engine.Media // the media that it applies to
}

var categories = [...]category{
	{"harassment", engine.HasText}, {"harassment/threatening", engine.HasText},
	{"hate", engine.HasText}, {"hate/threatening", engine.HasText},
	{"illicit", engine.HasText}, {"illicit/violent", engine.HasText},
	{"self-harm", engine.HasText | engine.HasImage}, {"self-harm/instructions", engine.HasText | engine.HasImage}, {"self-harm/intent", engine.HasText | engine.HasImage},
	{"sexual", engine.HasText | engine.HasImage}, {"sexual/minors", engine.HasText},
	{"violence", engine.HasText | engine.HasImage}, {"violence/graphic", engine.HasText | engine.HasImage},
}

// What does not change between moderations: the verdict up to the scores, the
// names in front of the scores, and what follows them, by the media of the input.
var (
	unnamed = []byte(ModerationModel)
	verdict = renderVerdict()
	scores  = renderScores()
	applied = [...][]byte{engine.HasText: renderApplied(engine.HasText), engine.HasImage: renderApplied(engine.HasImage), engine.HasText | engine.HasImage: renderApplied(engine.HasText | engine.HasImage)}
)

func renderVerdict() []byte {
	all := map[string]bool{}
	for _, c := range categories {
		all[c.name] = false
	}
	return fmt.Appendf(nil, `{"flagged":false,"categories":%s,"category_scores":{`, render.MustMarshal(all))
}

// renderScores gives each category the beginning of a score below 0.001.
func renderScores() (names [len(categories)][]byte) {
	for i, c := range categories {
		names[i] = fmt.Appendf(nil, `,"%s":0.000`, c.name)
	}
	names[0] = names[0][1:]
	return names
}

func renderApplied(m engine.Media) []byte {
	types := map[string][]string{}
	for _, c := range categories {
		types[c.name] = []string{}
		if c.input&m&engine.HasText != 0 {
			types[c.name] = append(types[c.name], "text")
		}
		if c.input&m&engine.HasImage != 0 {
			types[c.name] = append(types[c.name], "image")
		}
	}
	return fmt.Appendf(nil, `},"category_applied_input_types":%s}`, render.MustMarshal(types))
}

// Moderations is the codec of POST /v1/moderations. It flags nothing.
type Moderations struct{ dialect.WholeOnly }

func (*Moderations) Decode(c *dialect.Session) *apierr.Error {
	err := decodeModeration(c)
	if c.Request.Model == nil {
		c.Request.Model = unnamed
	}
	return err
}

func (*Moderations) Size(*dialect.Session) (int, *apierr.Error) { return 0, nil }

func decodeModeration(c *dialect.Session) *apierr.Error {
	c.Request.Media = engine.HasText
	if err := c.DecodeMembers(takeModeration); err != nil {
		return err
	}
	if len(c.Inputs) == 0 {
		return decode.Missing("input")
	}
	for i := range c.Inputs {
		c.PromptTokens += c.Inputs[i].Tokens
	}
	return nil
}

func takeModeration(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "input":
		return takeModerated(c)
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	}
	c.In.Raw()
	return nil
}

// takeModerated takes texts, or an array of parts, which are judged together.
func takeModerated(c *dialect.Session) *apierr.Error {
	whole := c.In
	if c.In.Kind() == skim.Array {
		c.In.Array()
		parts := c.In.NextElem() && c.In.Kind() == skim.Object
		c.In = whole
		if parts {
			return takeParts(c)
		}
	}
	c.Request.Media = engine.HasText
	return takeFilled(c, "input")
}

// takeParts takes an array of parts: {"type":"text","text":…} and
// {"type":"image_url","image_url":{…}}.
func takeParts(c *dialect.Session) *apierr.Error {
	whole := c.In
	c.Request.Media, c.PromptChars = 0, 0
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.Object {
			return c.In.Reject(fmt.Sprintf("input[%d]", i), "an object")
		}
		chars := 0
		c.In.Object()
		for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
			switch string(key) {
			case "text":
				c.Request.Media |= engine.HasText
				chars = c.Chars(c.In.TakeText())
				continue
			case "image_url":
				c.Request.Media |= engine.HasImage
			}
			c.In.Raw()
		}
		c.PromptChars += chars
	}
	c.Inputs = append(c.Inputs[:0], engine.Input{JSON: whole.Raw(), Tokens: pool.Tokens(c.PromptChars)})
	if c.Request.Media == 0 && c.In.Err() == nil {
		return decode.Invalid("input", "expected parts of type 'text' or 'image_url'")
	}
	return nil
}

// AppendAnswer appends the answer. Equal inputs get equal scores.
func (*Moderations) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = c.ID.AppendAnswer(append(dst, `{"id":"modr-`...))
	dst = append(append(dst, `","model":"`...), c.Model...)
	dst = append(dst, `","results":[`...)
	for i := range c.Inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		var pcg rand.PCG
		pcg.Seed(c.HashInput(&c.Inputs[i]), 0)
		dst = append(dst, verdict...)
		for _, name := range scores {
			dst = render.AppendInt(append(dst, name...), int(1000+pcg.Uint64()%9000))
		}
		dst = append(dst, applied[c.Request.Media]...)
	}
	return append(dst, `]}`...)
}
