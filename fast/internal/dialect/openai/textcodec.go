package openai

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
)

// Text is what the codecs of chat and of legacy completions have in common.
type Text struct {
	dialect.Spoken
	Generator *engine.Generator
	Families  *Families    // have the format if Format is nil
	Format    *Format      // of all answers; nil for the format of the model's family
	Accents   *Accents     // have the formats of accents that do not answer in Format; nil for none
	Stored    *StoredChats // keeps answers that requests want stored; nil keeps none
}

// choose sets the format of the answer.
func (t *Text) choose(c *dialect.Session) {
	f := t.formatOf(c)
	if own := f.tiers[c.Request.Tier]; own != nil {
		f = own
	}
	if !f.Served {
		c.Request.MinTokens, c.Request.IgnoreEnd, c.Request.UsageSoFar = 0, false, false // only vLLM knows them
	}
	c.Encoder = f
	c.Request.Store = c.Request.Store && t.Stored != nil && f.AppendID == nil
}

// formatOf returns the format of the answer.
func (t *Text) formatOf(c *dialect.Session) *Format {
	if t.Accents != nil {
		if f := t.Accents[c.Profile.Accent]; f != nil {
			return f
		}
	}
	if t.Format != nil {
		return t.Format
	}
	if f := t.Families.accents[c.Profile.Accent]; f != nil {
		return f
	}
	return t.Families.Of(c.BaseModel).chat
}

func (t *Text) Size(c *dialect.Session) (int, *apierr.Error) {
	text := c.TextSize()
	if text > engine.MaxAnswer {
		return 0, errAnswerTooLong
	}
	return c.Turn.Size(text) + servedSize(c), nil
}

func (t *Text) Begin(c *dialect.Session) {
	f := c.Encoder.(*Format)
	if c.Request.Store {
		t.Stored.putStream(c, f)
	}
	c.Reasons = c.Extras != nil && c.Extras.ShowReasoning
	f.begin(c, t.Generator.HasClusters())
}

func (t *Text) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	from, f := len(dst), c.Encoder.(*Format)
	if !f.Served {
		dst = f.appendAnswer(dst, &c.Answer, nil)
	} else {
		r := served(c)
		dst = f.appendServed(f.appendAnswer(dst, &c.Answer, r), c, r)
	}
	dst = append(dst, '}')
	if c.Request.Store {
		t.Stored.put(c, dst, 0)
	}
	if c.Quirks != 0 {
		dst = appendQuirky(dst, from, c.Quirks)
	}
	return dst
}

var errAnswerTooLong = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_value", Param: "n",
	Message: fmt.Sprintf("Invalid 'n': the choices would be longer than %d bytes together.", engine.MaxAnswer)}
