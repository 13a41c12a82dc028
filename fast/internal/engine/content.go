package engine

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// generateContent is what a choice says, and where it ends before its time: a document
// only where max_tokens cuts it.
func (g *Generator) generateContent(c *Turn) (pool.Article, *Stops) {
	q := c.Extras
	if q.Echo {
		return q.UserText, &c.Request.Stop
	}
	tokens := c.Profile.Tokens.Tokens(c.Rand)
	switch {
	case q.Schema != nil:
		c.Scratch = q.Schema.Append(c.Scratch[:0], c.Rand)
		return q.quote(c.Scratch), nil
	case q.Object:
		c.Scratch = appendObject(c.Scratch[:0], g.Pool.Pick(c.Rand.Uint64(), tokens-objectTokens))
		return q.quote(c.Scratch), nil
	}
	return g.Pool.Pick(c.Rand.Uint64(), tokens), &c.Request.Stop
}

// addChoice adds a choice of text, of at most left tokens and cut before the first of
// the sequences of stop, if that is not nil.
func (c *Turn) addChoice(said Choice, more ChoiceExtras, left int, stop *Stops) {
	said.Finish = FinishStop
	if left < said.Article.Tokens() {
		said.Article, said.Finish = said.Article.First(left), FinishLength
	}
	if stop != nil {
		said.stop(stop)
	}
	c.CompletionTokens += said.Article.Tokens()
	c.appendChoice(said, more)
}

// appendChoice adds a choice that is counted.
func (c *Turn) appendChoice(said Choice, more ChoiceExtras) {
	more.Salt = c.Rand.Uint64()
	c.Choices = append(c.Choices, said)
	c.Extras.Choices = append(c.Extras.Choices, more)
}

// Article makes an article of text, which is JSON-escaped and must stay as it is.
func (q *Extras) Article(text []byte) (a pool.Article) {
	a, q.marks = pool.NewArticle(text, q.marks)
	return a
}

// quote makes an article of text, which is UTF-8 and not JSON-escaped.
func (q *Extras) quote(text []byte) pool.Article {
	at := len(q.Text)
	q.Text = render.AppendEscaped(q.Text, text)
	return q.Article(q.Text[at:])
}

// AppendNormal appends text, JSON-escaped in any way, as it is escaped in
// articles, so that a stop sequence is found in it.
func (c *Turn) AppendNormal(dst, text []byte, escaped bool) []byte {
	if !escaped {
		return append(dst, text...)
	}
	c.Scratch = skim.AppendUnescaped(c.Scratch[:0], text)
	return render.AppendEscaped(dst, c.Scratch)
}

// objectTokens is what appendObject adds to the tokens of a text.
const objectTokens = 3

// appendObject appends a JSON object with a text.
func appendObject(dst []byte, text pool.Article) []byte {
	dst = append(dst, `{"text":"`...)
	dst = append(dst, text.Text()...)
	return append(dst, `"}`...)
}
