package recording

import (
	"errors"
	"fmt"
)

// Playback says which recorded answers a server plays back, and how.
type Playback struct {
	Exchanges []*Exchange
	// Match says how close a request must be to a recorded one.
	Match Match
	// Speed divides the times; 0 means 1. With +Inf nothing waits.
	Speed float64
	// Only answers requests without a recorded answer with 404. Otherwise their answers
	// are generated.
	Only bool
}

// Validate returns an error for a value that is not allowed.
func (p *Playback) Validate() error {
	switch {
	case !(p.Speed >= 0):
		return fmt.Errorf("replay speed must not be negative: %g", p.Speed)
	case len(p.Exchanges) == 0:
		return errors.New("replay needs at least one recorded answer")
	}
	return nil
}

// Match is how close a request must be to a recorded one. Each includes those before it.
type Match uint8

// How close a request must be. Method, path and query are always the same, apart from
// secrets.
const (
	// MatchTurn takes the next answer recorded for the path, streamed or not as asked.
	MatchTurn Match = iota
	// MatchPrompt wants the same model and the same messages, whatever the parameters.
	MatchPrompt
	// MatchHash wants the same body. Spaces and the order of members do not matter.
	MatchHash
)

var matchNames = [...]string{MatchTurn: "turn", MatchPrompt: "prompt", MatchHash: "hash"}

// String returns the name of m.
func (m Match) String() string { return matchNames[m] }

// UnmarshalText reads the name of a Match.
func (m *Match) UnmarshalText(text []byte) error {
	for i, name := range matchNames {
		if name == string(text) {
			*m = Match(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not hash, prompt or turn", text)
}
