package fast

// modelEcho is the name of the model that says what the user says.
const modelEcho = "echo"

// isRich tells whether c is answered with more than articles of the pool.
func (g *generator) isRich(c *turn) bool {
	return c.rich != nil || g.replies.Load() != nil || c.manner.ReasoningTokens > 0 || g.echoes(c)
}

// echoes tells whether c is answered with what the user says.
func (g *generator) echoes(c *turn) bool { return g.echo || string(c.named) == modelEcho }

// sayRich adds the choices once it is settled what they are made of.
func (g *generator) sayRich(c *turn) {
	if g.reply(c) {
		return
	}
	q := c.rich
	for range c.request.n {
		left := c.request.maxTokens - g.reason(c)
		if q.offer.called(c.rng) {
			g.callTools(c, left)
			continue
		}
		article, stop := g.content(c)
		c.tell(choice{article: article}, told{}, left, stop)
	}
	q.odds.limit(c.completionTokens)
}

// sayRichText adds the choices to each of the inputs.
func (g *generator) sayRichText(c *turn) {
	if g.reply(c) {
		return
	}
	q := c.rich
	for i := range c.inputs {
		in := &c.inputs[i]
		at := len(q.text)
		q.text = c.appendNormal(q.text, in.text, in.escaped)
		q.said = q.article(q.text[at:])
		said, more := choice{}, told{}
		if c.request.echo {
			said.echo, more.prompt = q.said.Text(), q.said
		}
		for range c.request.n {
			var stop *stops
			said.article, stop = g.content(c)
			c.tell(said, more, c.request.maxTokens, stop)
		}
	}
	tokens := c.completionTokens
	if c.request.echo {
		tokens += c.promptTokens * c.request.n
	}
	q.odds.limit(tokens)
}
