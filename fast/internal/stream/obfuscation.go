package stream

import (
	"math/rand/v2"
	"unicode/utf8"
)

// The real API pads the events of streams, so that an observer of encrypted traffic cannot
// infer the text from their lengths. Recordings show events padded to a multiple of 16
// characters.

const (
	obfuscationKey  = `,"obfuscation":"`
	obfuscationStep = 16
	// obfuscationRest is the length in characters of a padded chat event modulo the
	// step, from "data:" to the closing bracket.
	obfuscationRest = 7
	// obfuscationOffsets is the number of offsets in obfuscations at which a padding may
	// begin.
	obfuscationOffsets = 4096
)

// obfuscations are the characters that all padding is cut from. They are the same in
// all servers, so that two deterministic servers pad alike.
var obfuscations = func() (all [obfuscationOffsets + obfuscationStep]byte) {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	r := rand.New(rand.NewPCG(1, 2))
	for i := range all {
		all[i] = letters[r.IntN(len(letters))]
	}
	return all
}()

// obfuscation returns n random characters, at most one step.
func (c *Cursor) obfuscation(n int) []byte {
	c.paddings++
	at := int((c.Answer.ID[1] + c.paddings*obfuscationStep) % obfuscationOffsets)
	return obfuscations[at : at+n]
}

// padding returns how many characters of padding a chat event of n characters needs.
func padding(n int) int { return (obfuscationRest - n) & (obfuscationStep - 1) }

// AppendObfuscation appends the padding of the event being rendered. Only the event's
// closing bracket is still to come.
func (c *Cursor) AppendObfuscation(dst []byte) []byte {
	dst = append(dst, obfuscationKey...)
	n := padding(utf8.RuneCount(dst[c.from:]) + len(`"}`))
	return append(append(dst, c.obfuscation(n)...), '"')
}

// AppendDeltaObfuscation does the same for a delta event of the Responses API. It
// counts only the characters of the delta.
func (c *Cursor) AppendDeltaObfuscation(dst []byte, delta int) []byte {
	dst = append(dst, obfuscationKey...)
	return append(append(dst, c.obfuscation(obfuscationStep-delta%obfuscationStep)...), '"')
}
