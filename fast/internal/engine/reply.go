package engine

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// Reply is a preset answer, in place of a generated one. Neither a limit of tokens nor a
// stop sequence cuts it. It must not change.
type Reply struct {
	Text      pool.Article // may be empty
	Chunked   bool         // the tokens of Text are chunks: an event of a stream each
	Echo      bool         // the text is what the user says
	Reasoning pool.Article // shown where the dialect shows reasoning
	Calls     []ToolCall   // without ids, unless they are given; the names and inputs are set
	Inputs    []ReplyInput // of calls that may be of custom tools
	Finish    Finish       // for an answer that calls tools, FinishStop means its usual finish reason
	Usage     Usage        // is reported in place of the counted tokens

	TextTokens, ReasoningTokens int // of Text and Reasoning
	CallTokens                  int // of all Calls
}

// Usage are numbers of tokens to report in place of the counted ones. Nil means counted.
type Usage struct{ Prompt, Completion, Reasoning *int }

// TextReply returns a reply that says text.
func TextReply(text string) (*Reply, error) {
	a, err := ReplyArticle(text)
	return &Reply{Text: a, Reasoning: emptyArticle(), TextTokens: a.Tokens()}, err
}

func emptyArticle() pool.Article {
	a, _ := pool.NewArticle(nil, nil, nil)
	return a
}

// ReplyArticle makes an article of a text of a reply. If pieces of the text are given, they
// become its tokens, so that an event of a stream never ends within a piece. Otherwise the
// text is divided into tokens as usual.
func ReplyArticle(text string, pieces ...string) (pool.Article, error) {
	switch {
	case !utf8.ValidString(text):
		return pool.Article{}, errors.New("the text of a reply is not valid UTF-8")
	case len(text) > MaxAnswer:
		return pool.Article{}, fmt.Errorf("the text of a reply is longer than %d bytes", MaxAnswer)
	}
	if len(pieces) > 0 {
		var escaped [][]byte
		for _, piece := range pieces {
			escaped = append(escaped, render.AppendEscaped(nil, piece))
		}
		return pool.JoinArticle(escaped...), nil
	}
	a, _ := pool.NewArticle(render.AppendEscaped(nil, text), nil, nil)
	return a, nil
}

// Tokens returns how many tokens a choice has, without the user's text if it repeats that.
func (r *Reply) Tokens() int { return r.TextTokens + r.ReasoningTokens + r.CallTokens }

// reply adds the choices of c if it has a reply, or one is set for all. It returns false
// if there is none.
func (g *Generator) reply(c *Turn) bool {
	if c.Reply == nil {
		if !g.replies.given(c) {
			return false
		}
		if c.Reply = g.replies.take(&c.Extras.used); c.Reply == nil {
			return false
		}
	}
	c.Reply = c.Reply.withInputs(&c.Extras.Tools)
	if c.Tokenizer != nil {
		c.Reply = c.Reply.tokenized(c.Tokenizer)
	}
	for i := range max(len(c.Inputs), 1) {
		if c.Reply.Echo && i < len(c.Inputs) {
			c.sayInput(&c.Inputs[i])
		}
		for range c.Request.N {
			c.addReply(c.Reply)
		}
	}
	c.filter()
	c.Extras.Logprobs.limit(c.CompletionTokens)
	if c.Reply.Chunked { // chunks are not tokens
		c.Extras.Logprobs.Enabled, c.Request.UsageSoFar = false, false
	}
	c.applyUsage(&c.Reply.Usage)
	return true
}

// addReply adds r as a choice.
func (c *Turn) addReply(r *Reply) {
	q := c.Extras
	choice, extras := Choice{Article: r.Text, Finish: r.Finish}, ChoiceExtras{From: len(q.Calls)}
	if r.Echo {
		choice.Article = q.UserText
		c.CompletionTokens += q.UserText.Tokens()
	}
	if extras.To = extras.From; len(r.Calls) > 0 {
		c.addCalls(r.Calls)
		if extras.To = len(q.Calls); r.Finish == FinishStop {
			choice.Finish = q.Tools.finish()
		}
	}
	if r.ReasoningTokens > 0 && q.ShowReasoning {
		extras.Reasoning = r.Reasoning
	}
	c.CompletionTokens += r.Tokens()
	c.ReasoningTokens += r.ReasoningTokens
	c.appendChoice(choice, extras)
}

// addCalls adds calls in the form that the request has for tools. A request with the
// legacy parameter functions gets only the first.
func (c *Turn) addCalls(calls []ToolCall) {
	o := &c.Extras.Tools
	if o.Legacy {
		calls = calls[:1]
	}
	for _, one := range calls {
		one.ID = render.ID{c.Rand.Uint64(), c.Rand.Uint64()}
		kind, namespace := o.kindOf(one.Name)
		one.Kind, one.Namespace = kind, c.Extras.copied(namespace)
		c.Extras.Calls = append(c.Extras.Calls, one)
	}
}

// applyUsage replaces token counts by the numbers that u sets.
func (c *Turn) applyUsage(u *Usage) {
	if u.Prompt != nil {
		c.PromptTokens = *u.Prompt
	}
	if u.Reasoning != nil {
		c.CompletionTokens += *u.Reasoning - c.ReasoningTokens
		c.ReasoningTokens = *u.Reasoning
	}
	if u.Completion != nil {
		c.CompletionTokens = *u.Completion
	}
}

// Steps returns how many tokens of all choices are paced, as in a stream: without reasoning.
func (c *Turn) Steps() (n int) {
	for i := range c.Choices {
		n += max(c.Choices[i].Article.Tokens(), 0)
	}
	if c.Extras != nil {
		for i := range c.Extras.Calls {
			n += c.Extras.Calls[i].Input.Tokens()
		}
	}
	return n
}

// spokenTokens returns the tokens of the answer as they are counted, whatever usage its
// reply reports.
func (c *Turn) spokenTokens() int {
	if c.Reply == nil {
		return c.CompletionTokens
	}
	n := c.Reply.Tokens() * len(c.Choices)
	for i := range c.Choices {
		if c.Reply.Echo {
			n += c.Choices[i].Article.Tokens()
		}
	}
	return n
}

// Thinks reports whether the answer has reasoning that can be shown.
func (c *Turn) Thinks() bool {
	if c.Reply != nil {
		return c.Reply.ReasoningTokens > 0
	}
	return c.ReasoningTokens > 0
}

// Thought returns the reasoning of c as text. It has that many tokens, unless it is preset.
func (g *Generator) Thought(c *Turn, tokens int) pool.Article {
	if c.Reply != nil {
		return c.Reply.Reasoning
	}
	return g.Pool.Pick(c.DrawArticle(), tokens)
}
