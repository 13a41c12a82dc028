package fast

import (
	"sync"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// rich is what a request asks for beyond plain text, and what it gets for it.
// Few requests do, so a call has one only where it needs one.
type rich struct {
	offer  offer
	schema *schema.Schema // of the content; nil means none
	object bool           // the content is any JSON object
	audio  bool           // the content is spoken
	echo   bool           // the content is what the user says
	odds   odds
	effort float64 // by which the mean of the reasoning tokens is multiplied

	said  pool.Article // by the user at last
	calls []toolCall
	told  []told   // one for each choice
	text  []byte   // of the articles that are not the pool's
	marks []uint32 // of their tokens
}

// told is what a choice has beside its text.
type told struct {
	prompt   pool.Article // in front of the text, where that has log probabilities
	salt     uint64       // what the log probabilities depend on
	from, to int          // in rich.calls: the calls of this choice
}

var riches = sync.Pool{New: func() any { return new(rich) }}

// enrich returns what a request asks for beyond plain text, to be filled in.
func (a *answer) enrich() *rich {
	if a.rich == nil {
		a.rich = riches.Get().(*rich)
	}
	return a.rich
}

// releaseRich gives q back. Nothing of it may be used afterwards.
func releaseRich(q *rich) {
	q.offer.reset()
	*q = rich{
		offer: q.offer,
		calls: render.Emptied(q.calls),
		told:  render.Emptied(q.told),
		text:  render.Kept(q.text),
		marks: q.marks[:0],
	}
	if cap(q.marks) > render.MaxKept/4 {
		q.marks = nil
	}
	riches.Put(q)
}
