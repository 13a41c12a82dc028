package stream

import (
	"math/rand/v2"
	"unicode/utf8"
)

// The real API pads the events of streams, so that who sees their lengths, but not
// what they say, cannot tell it from those: up to a multiple of 16 characters, as
// recordings of it show.

const (
	obfuscationKey  = `,"obfuscation":"`
	obfuscationStep = 16
	// obfuscationRest is the length of an event of chat over a multiple of the step,
	// in characters, from "data:" to the closing bracket.
	obfuscationRest = 7
	// obfuscationRoom is how many places of obfuscations padding begins at.
	obfuscationRoom = 4096
)

// obfuscations are what all padding is cut from. They are the same in all servers,
// so that two deterministic ones pad alike.
var obfuscations = func() (all [obfuscationRoom + obfuscationStep]byte) {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	r := rand.New(rand.NewPCG(1, 2))
	for i := range all {
		all[i] = letters[r.IntN(len(letters))]
	}
	return all
}()

// obfuscation returns n random characters, at most a step.
func (c *Cursor) obfuscation(n int) []byte {
	c.paddings++
	at := int((c.Answer.ID[1] + c.paddings*obfuscationStep) % obfuscationRoom)
	return obfuscations[at : at+n]
}

// padding is how many characters an event of chat lacks that has n.
func padding(n int) int { return (obfuscationRest - n) & (obfuscationStep - 1) }

// AppendObfuscation appends the padding of the event that is being rendered, which has
// but its closing bracket to come.
func (c *Cursor) AppendObfuscation(dst []byte) []byte {
	dst = append(dst, obfuscationKey...)
	n := padding(utf8.RuneCount(dst[c.from:]) + len(`"}`))
	return append(append(dst, c.obfuscation(n)...), '"')
}

// AppendDeltaObfuscation is the same for an event of a response, of which only the
// characters of the delta count.
func (c *Cursor) AppendDeltaObfuscation(dst []byte, delta int) []byte {
	dst = append(dst, obfuscationKey...)
	return append(append(dst, c.obfuscation(obfuscationStep-delta%obfuscationStep)...), '"')
}
