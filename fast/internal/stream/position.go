package stream

import (
	"mock-openai/fast/internal/engine"
)

// Stage is how far the stream of a choice has come.
type Stage uint8

const (
	StageOpen   Stage = iota // nothing has been sent
	StageText                // text is being sent
	StageFinish              // only the finish reason is to be sent
	StageDone
	StageExtras // the fields of Position tell how far
)

// Position is the state of the stream of one choice.
type Position struct {
	Stage     Stage
	At        int  // tokens of the text streamed so far
	Call      int  // index in Extras.Calls of the current call
	CallAt    int  // tokens of its input streamed so far
	Named     bool // the name of the call has been sent
	Reasoned  int  // tokens of the reasoning streamed so far
	RoleSent  bool
	AudioSent bool
}

// Sent returns how many tokens of choice i have been sent, those of its reasoning and of
// its calls included.
func (p *Position) Sent(a *engine.Answer, i int) int {
	tokens := p.At + p.Reasoned + p.CallAt
	if a.Extras == nil {
		return tokens
	}
	for k := a.Extras.Choices[i].From; k < p.Call; k++ {
		tokens += a.Extras.Calls[k].Input.Tokens()
	}
	return tokens
}
