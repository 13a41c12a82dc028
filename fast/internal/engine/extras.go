package engine

import (
	"sync"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// Extras is what a request asks for beyond plain text, and what it gets for it.
// Few requests do, so a call has one only where it needs one.
type Extras struct {
	Tools    ToolChoice
	Schema   *schema.Schema // of the content; nil means none
	Object   bool           // the content is any JSON object
	Audio    bool           // the content is spoken
	Echo     bool           // the content is what the user says
	Logprobs Logprobs
	Effort   float64 // by which the mean of the reasoning tokens is multiplied

	MeanReasoning int // tokens, where the profile has none
	MostReasoning int // tokens; 0 means as many as the answer may have

	UserText pool.Article // by the user at last
	Calls    []ToolCall
	Choices  []ChoiceExtras // one for each choice
	Text     []byte         // of the articles that are not the pool's
	marks    []uint32       // of their tokens
}

// ChoiceExtras is what a choice has beside its text.
type ChoiceExtras struct {
	Prompt   pool.Article // in front of the text, where that has log probabilities
	Salt     uint64       // what the log probabilities depend on
	From, To int          // in Extras.Calls: the calls of this choice
}

var extrasPool = sync.Pool{New: func() any { return new(Extras) }}

// WithExtras returns what a request asks for beyond plain text, to be filled in.
func (a *Answer) WithExtras() *Extras {
	if a.Extras == nil {
		a.Extras = extrasPool.Get().(*Extras)
	}
	return a.Extras
}

// releaseExtras gives q back. Nothing of it may be used afterwards.
func releaseExtras(q *Extras) {
	q.Tools.reset()
	*q = Extras{
		Tools:   q.Tools,
		Calls:   render.Emptied(q.Calls),
		Choices: render.Emptied(q.Choices),
		Text:    render.Kept(q.Text),
		marks:   q.marks[:0],
	}
	if cap(q.marks) > render.MaxKept/4 {
		q.marks = nil
	}
	extrasPool.Put(q)
}
