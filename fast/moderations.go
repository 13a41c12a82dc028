package fast

import (
	"fmt"
	"math/rand/v2"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// moderationModel answers where a request names no model.
const moderationModel = "omni-moderation-latest"

// category is one of those that content is judged by.
type category struct {
	name  string
	input media // what is looked at for it
}

var categories = [...]category{
	{"harassment", hasText}, {"harassment/threatening", hasText},
	{"hate", hasText}, {"hate/threatening", hasText},
	{"illicit", hasText}, {"illicit/violent", hasText},
	{"self-harm", hasText | hasImage}, {"self-harm/instructions", hasText | hasImage}, {"self-harm/intent", hasText | hasImage},
	{"sexual", hasText | hasImage}, {"sexual/minors", hasText},
	{"violence", hasText | hasImage}, {"violence/graphic", hasText | hasImage},
}

// What does not change between moderations: the verdict up to the scores, the
// names in front of the scores, and what follows them, by the media of the input.
var (
	unnamed = []byte(moderationModel)
	verdict = renderVerdict()
	scores  = renderScores()
	applied = [...][]byte{hasText: renderApplied(hasText), hasImage: renderApplied(hasImage), hasText | hasImage: renderApplied(hasText | hasImage)}
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

func renderApplied(m media) []byte {
	types := map[string][]string{}
	for _, c := range categories {
		types[c.name] = []string{}
		if c.input&m&hasText != 0 {
			types[c.name] = append(types[c.name], "text")
		}
		if c.input&m&hasImage != 0 {
			types[c.name] = append(types[c.name], "image")
		}
	}
	return fmt.Appendf(nil, `},"category_applied_input_types":%s}`, render.MustMarshal(types))
}

// moderationCodec is that of moderations. It finds nothing wrong with anything.
type moderationCodec struct{ wholeOnly }

func (*moderationCodec) decode(c *session) *apierr.Error {
	err := decodeModeration(c)
	if c.request.model == nil {
		c.request.model = unnamed
	}
	return err
}

func (*moderationCodec) room(*session) (int, *apierr.Error) { return 0, nil }

func decodeModeration(c *session) *apierr.Error {
	c.request.media = hasText
	if err := c.decode(takeModeration); err != nil {
		return err
	}
	if len(c.inputs) == 0 {
		return decode.Missing("input")
	}
	for i := range c.inputs {
		c.promptTokens += c.inputs[i].tokens
	}
	return nil
}

func takeModeration(c *session, key []byte) *apierr.Error {
	switch string(key) {
	case "input":
		return takeModerated(c)
	case "model":
		return c.in.TakeString("model", &c.request.model)
	}
	c.in.Raw()
	return nil
}

// takeModerated takes texts, or an array of parts, which are judged together.
func takeModerated(c *session) *apierr.Error {
	whole := c.in
	if c.in.Kind() == skim.Array {
		c.in.Array()
		parts := c.in.NextElem() && c.in.Kind() == skim.Object
		c.in = whole
		if parts {
			return takeParts(c)
		}
	}
	c.request.media = hasText
	return takeFilled(c, "input")
}

// takeParts takes an array of parts: {"type":"text","text":…} and
// {"type":"image_url","image_url":{…}}.
func takeParts(c *session) *apierr.Error {
	whole := c.in
	c.request.media, c.promptChars = 0, 0
	c.in.Array()
	for i := 0; c.in.NextElem(); i++ {
		if c.in.Kind() != skim.Object {
			return c.in.Reject(fmt.Sprintf("input[%d]", i), "an object")
		}
		chars := 0
		c.in.Object()
		for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
			switch string(key) {
			case "text":
				c.request.media |= hasText
				chars = c.in.TakeText().Chars
				continue
			case "image_url":
				c.request.media |= hasImage
			}
			c.in.Raw()
		}
		c.promptChars += chars
	}
	c.inputs = append(c.inputs[:0], input{numbers: whole.Raw(), tokens: pool.Tokens(c.promptChars)})
	if c.request.media == 0 && c.in.Err() == nil {
		return decode.Invalid("input", "expected parts of type 'text' or 'image_url'")
	}
	return nil
}

// appendAnswer appends the whole answer; equal inputs get equal scores.
func (*moderationCodec) appendAnswer(dst []byte, c *session) []byte {
	dst = c.id.AppendAnswer(append(dst, `{"id":"modr-`...))
	dst = append(append(dst, `","model":"`...), c.model...)
	dst = append(dst, `","results":[`...)
	for i := range c.inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		var pcg rand.PCG
		pcg.Seed(hashOf(c, &c.inputs[i]), 0)
		dst = append(dst, verdict...)
		for _, name := range scores {
			dst = render.AppendInt(append(dst, name...), int(1000+pcg.Uint64()%9000))
		}
		dst = append(dst, applied[c.request.media]...)
	}
	return append(dst, `]}`...)
}
