package verify

import "math/bits"

// stage is what an event of a stream is there for, in the order in which they come.
type stage uint8

const (
	atCreated    stage = iota // Responses
	atInProgress              // Responses
	atItemAdded               // Responses
	atPartAdded               // Responses
	atRole                    // chat
	atText
	atTextDone // Responses
	atPartDone // Responses
	atItemDone // Responses
	atFinish   // chat and completions
	atUsage    // chat and completions, if asked for
	atDone     // [DONE], or the end of a Responses stream
	numStages
)

var stageNames = [numStages]string{
	"response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
	"a role", "text", "response.output_text.done", "response.content_part.done", "response.output_item.done",
	"a finish reason", "usage", "[DONE]",
}

func (s stage) String() string { return stageNames[s] }

// stages is a set of them.
type stages uint16

func (s stages) has(at stage) bool { return s>>at&1 != 0 }

func (s stages) len() int { return bits.OnesCount16(uint16(s)) }

func (s stages) first() stage { return stage(bits.TrailingZeros16(uint16(s))) }

// isTail reports whether all of s comes behind all of others.
func (s stages) isTail(others stages) bool {
	return s.first() >= stage(bits.Len16(uint16(others)))
}

func setOf(all ...stage) (s stages) {
	for _, at := range all {
		s |= 1 << at
	}
	return s
}

// neededStages is what a stream must have.
func neededStages(c Config) stages {
	switch c.API {
	case Responses:
		return setOf(atCreated, atInProgress, atItemAdded, atPartAdded, atText, atTextDone, atPartDone, atItemDone, atDone)
	case Completions, Chat:
		s := setOf(atText, atFinish, atDone)
		if c.API == Chat {
			s |= setOf(atRole)
		}
		if !c.NoUsage {
			s |= setOf(atUsage)
		}
		return s
	}
	return 0
}

// stageOf is that of a Responses event by its type.
func stageOf(kind []byte) (at stage, ok bool) {
	switch string(kind) {
	case "response.output_text.delta":
		return atText, true
	case "response.completed", "response.incomplete":
		return atDone, true
	}
	for _, at := range [...]stage{atCreated, atInProgress, atItemAdded, atPartAdded, atTextDone, atPartDone, atItemDone} {
		if stageNames[at] == string(kind) {
			return at, true
		}
	}
	return 0, false
}
