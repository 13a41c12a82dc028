package verify

import "math/bits"

// stage is the purpose of an event in a stream. Stages come in this order. Each API has some
// of them, under its own names.
type stage uint8

const (
	atCreated stage = iota
	atInProgress
	atItemAdded
	atPartAdded
	atRole
	atText
	atTextDone
	atPartDone
	atItemDone
	atFinish
	atUsage
	atDone
	numStages
)

// stages is a set of stages.
type stages uint16

func (s stages) has(at stage) bool { return s>>at&1 != 0 }

func (s stages) len() int { return bits.OnesCount16(uint16(s)) }

func (s stages) first() stage { return stage(bits.TrailingZeros16(uint16(s))) }

// isTail reports whether all of s come after all of others.
func (s stages) isTail(others stages) bool {
	return s.first() >= stage(bits.Len16(uint16(others)))
}

// isBehindText reports whether one of s comes after the text.
func (s stages) isBehindText() bool { return s>>(atText+1) != 0 }

func setOf(all ...stage) (s stages) {
	for _, at := range all {
		s |= 1 << at
	}
	return s
}
