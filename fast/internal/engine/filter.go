package engine

// Filter is a content filter that ends an answer.
type Filter struct {
	At     float64 // share of the text that comes before it
	Reason string  // in the words of the dialect; empty for its usual one
	Ended  bool    // it has ended the answer
}

// filter ends the choices of c if it has a Filter. Then they call no tools.
func (c *Turn) filter() {
	if c.Filter == nil {
		return
	}
	c.Filter.Ended = true
	q := c.Extras
	for i := range c.Choices {
		choice, more := &c.Choices[i], &q.Choices[i]
		before := max(choice.Article.Tokens(), 0)
		if before == 0 {
			choice.Article = emptyArticle()
		}
		kept := int(c.Filter.At * float64(before))
		choice.Article, choice.Finish, choice.Stop = choice.Article.First(kept), FinishFiltered, nil
		left := before - kept
		for k := more.From; k < more.To; k++ {
			left += q.Calls[k].Input.Tokens()
		}
		more.From, more.To = 0, 0
		c.CompletionTokens = max(c.CompletionTokens-left, 0)
	}
	q.Calls = q.Calls[:0]
}
