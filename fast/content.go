package fast

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// content is what a choice says, and where it ends before its time: a document
// only where max_tokens cuts it.
func (g *generator) content(c *turn) (pool.Article, *stops) {
	q := c.rich
	if q.echo {
		return q.said, &c.request.stop
	}
	tokens := c.manner.Tokens.Tokens(c.rng)
	switch {
	case q.schema != nil:
		c.scratch = q.schema.Append(c.scratch[:0], c.rng)
		return q.quote(c.scratch), nil
	case q.object:
		c.scratch = appendObject(c.scratch[:0], g.pool.Pick(c.rng.Uint64(), tokens-objectTokens))
		return q.quote(c.scratch), nil
	}
	return g.pool.Pick(c.rng.Uint64(), tokens), &c.request.stop
}

// tell adds a choice of text, of at most left tokens and cut before the first of
// the sequences of stop, if that is not nil.
func (c *turn) tell(said choice, more told, left int, stop *stops) {
	said.finish = finishStop
	if left < said.article.Tokens() {
		said.article, said.finish = said.article.First(left), finishLength
	}
	if stop != nil {
		if at := stop.find(said.article.Text()); at >= 0 {
			said.article, said.finish = said.article.Before(at), finishStop
		}
	}
	c.completionTokens += said.article.Tokens()
	c.add(said, more)
}

// add adds a choice that is counted.
func (c *turn) add(said choice, more told) {
	more.salt = c.rng.Uint64()
	c.choices = append(c.choices, said)
	c.rich.told = append(c.rich.told, more)
}

// article makes an article of text, which is JSON-escaped and must stay as it is.
func (q *rich) article(text []byte) (a pool.Article) {
	a, q.marks = pool.NewArticle(text, q.marks)
	return a
}

// quote makes an article of text, which is UTF-8 and not JSON-escaped.
func (q *rich) quote(text []byte) pool.Article {
	at := len(q.text)
	q.text = render.AppendEscaped(q.text, text)
	return q.article(q.text[at:])
}

// appendNormal appends text, JSON-escaped in any way, as it is escaped in
// articles, so that a stop sequence is found in it.
func (c *turn) appendNormal(dst, text []byte, escaped bool) []byte {
	if !escaped {
		return append(dst, text...)
	}
	c.scratch = skim.AppendUnescaped(c.scratch[:0], text)
	return render.AppendEscaped(dst, c.scratch)
}

// objectTokens is what appendObject adds to the tokens of a text.
const objectTokens = 3

// appendObject appends a JSON object with a text.
func appendObject(dst []byte, text pool.Article) []byte {
	dst = append(dst, `{"text":"`...)
	dst = append(dst, text.Text()...)
	return append(dst, `"}`...)
}
