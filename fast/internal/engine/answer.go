package engine

import (
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// Answer is the answer to a request: its choices and their token counts.
type Answer struct {
	ID               render.ID
	Created          int64  // Unix seconds
	CreatedNanos     int    // of the second that has begun then
	Model            []byte // as the request names it, JSON-escaped
	Choices          []Choice
	PromptTokens     int
	Cache            CacheUse // of the prompt
	CompletionTokens int
	ReasoningTokens  int     // included in CompletionTokens
	Extras           *Extras // nil for plain text

	Tokenizer pool.Tokenizer // says what a token is; nil means four characters
}

// CacheUse is what the prompt cache did for a prompt, in tokens.
type CacheUse struct {
	On          bool // there is a cache
	Read        int  // were cached already, so that their prefill takes no time
	Written     int  // are cached from now on
	WrittenHour int  // of Written: are cached for an hour
}

// Choice is one of the answers to a request.
type Choice struct {
	Echo    []byte // the prompt before the text, JSON-escaped
	Article pool.Article
	Finish  Finish // why the text ends
	Stop    []byte // the stop sequence that would follow, JSON-escaped; nil if the text ends otherwise
}

// Finish is why a choice ends. Each dialect has its own words for it.
type Finish uint8

const (
	FinishStop         Finish = iota // the text is complete, or a stop sequence would follow
	FinishLength                     // the limit of tokens is reached
	FinishToolCalls                  // tools are called
	FinishFunctionCall               // a function is called, for a request with the legacy parameter functions
	FinishRefusal                    // the text is a refusal
	FinishFiltered                   // a content filter ends the text
	Finishes
)

// MaxAnswer is the largest text of all choices of an answer, in bytes. A long
// request, echoed n times, could otherwise use more memory than the machine has.
const MaxAnswer = 64 << 20

// TextSize returns the bytes of text in the choices.
func (a *Answer) TextSize() (bytes int) {
	for i := range a.Choices {
		bytes += len(a.Choices[i].Echo)
		if choice := a.Choices[i].Article; choice.Tokens() > 0 {
			bytes += len(choice.Text())
		}
	}
	return bytes
}

func (a *Answer) reset() {
	*a = Answer{Choices: render.ClearOrDrop(a.Choices)}
}
