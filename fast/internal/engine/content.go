package engine

import (
	"bytes"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// generateContent generates the text of a choice, and returns the sequences that end
// it. They are nil for a JSON document, which only max_tokens cuts.
func (g *Generator) generateContent(c *Turn) (pool.Article, *Stops) {
	q := c.Extras
	if q.Echo {
		return q.UserText, &c.Request.Stop
	}
	tokens := g.drawLength(c)
	switch {
	case q.Schema != nil:
		c.Scratch = q.Schema.Append(c.Scratch[:0], c.Rand)
		if q.Bare && c.Scratch[0] == '"' {
			return q.Quote(bare(c.Scratch)), nil
		}
		return q.Quote(c.Scratch), nil
	case q.Object:
		c.Scratch = appendObject(c.Scratch[:0], g.Pool.Pick(c.Rand.Uint64(), tokens-objectTokens))
		return q.Quote(c.Scratch), nil
	}
	return g.Pool.Pick(c.Rand.Uint64(), tokens), &c.Request.Stop
}

// bare returns the text of a JSON string, without quotation marks and escapes.
func bare(quoted []byte) []byte {
	text := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	return skim.AppendUnescaped(nil, text)
}

// addChoice adds a choice of text with at most left tokens. The text ends before the
// first of the sequences of stop, if stop is not nil.
func (c *Turn) addChoice(choice Choice, extras ChoiceExtras, left int, stop *Stops) {
	choice.Finish = FinishStop
	if left < choice.Article.Tokens() {
		choice.Article, choice.Finish = choice.Article.First(left), FinishLength
	}
	if stop != nil {
		choice.stop(stop)
	}
	c.CompletionTokens += choice.Article.Tokens()
	c.appendChoice(choice, extras)
}

// appendChoice adds a choice whose tokens have been counted.
func (c *Turn) appendChoice(choice Choice, extras ChoiceExtras) {
	extras.Salt = c.Rand.Uint64()
	c.Choices = append(c.Choices, choice)
	c.Extras.Choices = append(c.Extras.Choices, extras)
}

// Article makes an article of text, which is JSON-escaped and must not change.
func (q *Extras) Article(text []byte) (a pool.Article) {
	a, q.marks = pool.NewArticle(text, q.marks, q.tokenizer)
	return a
}

// Quote makes an article of text, which is UTF-8 and not JSON-escaped.
func (q *Extras) Quote(text []byte) pool.Article {
	at := len(q.Text)
	q.Text = render.AppendEscaped(q.Text, text)
	return q.Article(q.Text[at:])
}

// appendNormal appends text, JSON-escaped in any way, with the escapes that articles
// have, so that stop sequences are found in it.
func (c *Turn) appendNormal(dst, text []byte, escaped bool) []byte {
	if !escaped {
		return append(dst, text...)
	}
	c.Scratch = skim.AppendUnescaped(c.Scratch[:0], text)
	return render.AppendEscaped(dst, c.Scratch)
}

// objectTokens is the number of tokens that appendObject adds to a text.
const objectTokens = 3

// appendObject appends a JSON object that contains text.
func appendObject(dst []byte, text pool.Article) []byte {
	dst = append(dst, `{"text":"`...)
	dst = append(dst, text.Text()...)
	return append(dst, `"}`...)
}
