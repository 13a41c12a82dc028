package engine

// modelEcho is the name of the model that repeats what the user says.
const modelEcho = "echo"

// NeedsExtras reports whether the answer needs more than articles of the pool.
func (g *Generator) NeedsExtras(c *Turn) bool {
	return c.Extras != nil || c.Reply != nil || c.Filter != nil || g.replies.given(c) || c.Profile.ReasoningTokens > 0 || g.echoes(c)
}

// echoes reports whether the answer repeats what the user says.
func (g *Generator) echoes(c *Turn) bool {
	return g.Echo || string(c.BaseModel) == modelEcho || c.Reply != nil && c.Reply.Echo
}

// GenerateChoices generates the choices of a request that needs extras.
func (g *Generator) GenerateChoices(c *Turn) {
	if g.reply(c) {
		return
	}
	q := c.Extras
	for range c.Request.N {
		reasoning, tokens := g.reason(c)
		left := c.Request.MaxTokens - tokens
		if q.Tools.called(c.Rand) {
			g.callTools(c, left)
		} else {
			article, stop := g.generateContent(c)
			c.addChoice(Choice{Article: article}, ChoiceExtras{}, left, stop)
		}
		q.Choices[len(q.Choices)-1].Reasoning = reasoning
	}
	c.filter()
	q.Logprobs.limit(c.CompletionTokens)
}

// GenerateTexts generates the choices for each of the inputs.
func (g *Generator) GenerateTexts(c *Turn) {
	if g.reply(c) {
		return
	}
	q := c.Extras
	for i := range c.Inputs {
		c.sayInput(&c.Inputs[i])
		choice, extras := Choice{}, ChoiceExtras{}
		if c.Request.Echo {
			choice.Echo, extras.Prompt = q.UserText.Text(), q.UserText
		}
		for range c.Request.N {
			var stop *Stops
			choice.Article, stop = g.generateContent(c)
			c.addChoice(choice, extras, c.Request.MaxTokens, stop)
		}
	}
	c.filter()
	tokens := c.CompletionTokens
	if c.Request.Echo {
		tokens += c.PromptTokens * c.Request.N
	}
	q.Logprobs.limit(tokens)
}

// sayInput makes an input what the user says.
func (c *Turn) sayInput(in *Input) {
	q := c.Extras
	at := len(q.Text)
	q.Text = c.appendNormal(q.Text, in.Text, in.Escaped)
	q.UserText = q.Article(q.Text[at:])
}
