package engine

import (
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// Answer is what a request gets: its choices and how they are counted.
type Answer struct {
	ID               render.ID
	Created          int64  // Unix seconds
	Model            []byte // as the request names it, JSON-escaped
	Choices          []Choice
	PromptTokens     int
	CompletionTokens int
	ReasoningTokens  int     // among the completion tokens
	Extras           *Extras // nil for plain text
}

// Choice is one of the answers to a request.
type Choice struct {
	Echo    []byte // the prompt in front of the text, JSON-escaped
	Article pool.Article
	Finish  Finish // why the text ends
	Stop    []byte // the stop sequence that would follow, JSON-escaped; nil if the text ends otherwise
}

// Finish is why a choice ends. Each dialect has words of its own for it.
type Finish uint8

const (
	FinishStop         Finish = iota // all is said, or a stop sequence would follow
	FinishLength                     // the request allows no more tokens
	FinishToolCalls                  // tools are called
	FinishFunctionCall               // a function is called, of a request that offers functions
	Finishes
)

// MaxAnswer is the most text, in bytes, that the choices of an answer may have:
// what a request may be long, n times over, is more than a machine has.
const MaxAnswer = 64 << 20

// TextSize is how many bytes of text the choices have.
func (a *Answer) TextSize() (bytes int) {
	for i := range a.Choices {
		bytes += len(a.Choices[i].Echo)
		if said := a.Choices[i].Article; said.Tokens() > 0 {
			bytes += len(said.Text())
		}
	}
	return bytes
}

func (a *Answer) reset() {
	*a = Answer{Choices: render.Emptied(a.Choices)}
}
