package realtime

import (
	"slices"
	"sync"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// answer is the state of an answer besides its session, and the encoder of its events. It is
// pooled.
type answer struct {
	session      *dialect.Session
	conversation *conversation
	version      *version

	// Of the request, as JSON; valid until its body is released.
	modalities, mostTokens, metadata []byte
	instructionChars                 int
	apart                            bool // the answer is no part of the conversation

	items     []output
	limits    []byte // the array of rate_limits.updated; nil for none
	events    uint64 // so far
	turn      int    // the item whose turn it is
	created   bool
	limited   bool // rate_limits.updated is sent, or needs not be
	cancelled bool
}

// output is an item of an answer: a message or a call.
type output struct {
	form    *form
	id      render.ID
	article pool.Article     // what it says
	call    *engine.ToolCall // nil for a message
	step    step
	at      int  // tokens streamed so far
	short   bool // the text has been cut off
}

var answers = sync.Pool{New: func() any { return new(answer) }}

func newAnswer(c *dialect.Session, v *conversation) *answer {
	a := answers.Get().(*answer)
	a.session, a.conversation, a.version = c, v, v.version
	c.State, c.Encoder = a, a
	return a
}

func answerOf(c *dialect.Session) *answer { return c.State.(*answer) }

// Release returns a to the pool. Nothing of it may be used afterwards.
func (a *answer) Release() {
	*a = answer{items: render.ClearOrDrop(a.items), limits: a.limits[:0]}
	answers.Put(a)
}

// itemize makes the items: a message unless it would be empty, and calls of functions.
func (a *answer) itemize() {
	c := a.session
	var calls []engine.ToolCall
	if c.Extras != nil {
		calls = c.Extras.Calls
	}
	if text := c.Choices[0].Article; text.Tokens() > 0 || len(calls) == 0 {
		a.items = append(a.items, output{form: a.messageForm(), article: text})
	}
	for i := range calls {
		a.items = append(a.items, output{form: a.version.call, article: calls[i].Input, call: &calls[i]})
	}
	for i := range a.items {
		a.items[i].id = render.ID{c.ID[0], c.ID[1] + 1 + uint64(i)}
	}
	finish := c.Choices[0].Finish
	a.items[len(a.items)-1].short = finish == engine.FinishLength || finish == engine.FinishFiltered
}

// messageForm returns the form of text, unless the modalities include audio.
func (a *answer) messageForm() *form {
	if slices.Contains(modalitiesIn(a.modalities), "audio") {
		return a.version.audio
	}
	return a.version.text
}

// sentTokens returns how many tokens the client has got.
func (a *answer) sentTokens() (n int) {
	for i := range a.items {
		n += a.items[i].at
	}
	return n
}
