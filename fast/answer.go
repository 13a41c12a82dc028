package fast

import (
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// answer is what a request gets: its choices and how they are counted.
type answer struct {
	id               render.ID
	created          int64  // Unix seconds
	model            []byte // as the request names it, JSON-escaped
	choices          []choice
	promptTokens     int
	completionTokens int
	reasoningTokens  int   // among the completion tokens
	rich             *rich // nil for plain text
}

// choice is one of the answers to a request.
type choice struct {
	echo    []byte // the prompt in front of the text, JSON-escaped
	article pool.Article
	finish  finish // why the text ends
}

// finish is why a choice ends. Each dialect has words of its own for it.
type finish uint8

const (
	finishStop         finish = iota // all is said, or a stop sequence would follow
	finishLength                     // the request allows no more tokens
	finishToolCalls                  // tools are called
	finishFunctionCall               // a function is called, of a request that offers functions
	finishes
)

// maxAnswer is the most text, in bytes, that the choices of an answer may have:
// what a request may be long, n times over, is more than a machine has.
const maxAnswer = 64 << 20

// size is how many bytes of text the choices have.
func (a *answer) size() (bytes int) {
	for i := range a.choices {
		bytes += len(a.choices[i].echo)
		if said := a.choices[i].article; said.Tokens() > 0 {
			bytes += len(said.Text())
		}
	}
	return bytes
}

func (a *answer) reset() {
	*a = answer{choices: render.Emptied(a.choices)}
}
