package engine

import (
	"sync"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// Extras is what a request asks for beyond plain text, and what is generated for that. It is
// allocated only for requests that need it, which are few.
type Extras struct {
	Tools    ToolChoice
	Schema   *schema.Schema // of the content; nil means none
	Bare     bool           // a string that Schema describes is said without quotation marks
	Object   bool           // the content is any JSON object
	Audio    bool           // the content is audio
	Echo     bool           // the content is what the user says
	Logprobs Logprobs
	Effort   float64 // factor on the mean of the reasoning tokens

	MeanReasoning int  // tokens, if the profile has none
	ShowReasoning bool // choices have the text of what is reasoned
	MostReasoning int  // tokens; 0 means no limit but the answer's

	LastSaid LastSaid     // at the end of the messages, while they are read
	UserText pool.Article // the user's last message
	Calls    []ToolCall
	Choices  []ChoiceExtras // one for each choice
	Text     []byte         // of the articles that are not from the pool
	marks    []uint32       // of the tokens in Text

	tokenizer pool.Tokenizer // of the tokens in Text
	used      used           // the reply of ReplyNext that this answer has used up
}

// ChoiceExtras is what a choice has besides its text.
type ChoiceExtras struct {
	Prompt    pool.Article // before the text, if that has log probabilities
	Reasoning pool.Article // before all else, if it is shown
	Salt      uint64       // seed of the log probabilities
	From, To  int          // the calls of this choice are Extras.Calls[From:To]
}

var extrasPool = sync.Pool{New: func() any { return new(Extras) }}

// WithExtras returns the Extras of a, allocated if there are none yet.
func (a *Answer) WithExtras() *Extras {
	if a.Extras == nil {
		a.Extras = extrasPool.Get().(*Extras)
		a.Extras.tokenizer = a.Tokenizer
	}
	return a.Extras
}

// releaseExtras returns q to the pool. Nothing of it may be used afterwards.
func releaseExtras(q *Extras) {
	q.Tools.reset()
	*q = Extras{
		Tools:    q.Tools,
		LastSaid: q.LastSaid,
		Calls:    render.ClearOrDrop(q.Calls),
		Choices:  render.ClearOrDrop(q.Choices),
		Text:     render.ResetOrDrop(q.Text),
		marks:    q.marks[:0],
	}
	if cap(q.marks) > render.MaxPooled/4 {
		q.marks = nil
	}
	extrasPool.Put(q)
}
