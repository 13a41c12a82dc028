package stream

import (
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/render"
)

// Framer is an Encoder whose events are binary messages around JSON.
type Framer interface {
	// Payload returns the JSON of a complete event.
	Payload(event []byte) []byte
	// AppendFramed appends event with another JSON.
	AppendFramed(dst, event, payload []byte) []byte
}

// Bedrock pads the payload of each message with letters of the alphabet, as many as chance
// has it.
const (
	letters    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	paddingEnd = `"}`
)

// Letters returns the padding of the next message.
func (c *Cursor) Letters() string {
	c.paddings++
	const odd = 0x9e3779b97f4a7c15 // spreads what follows one after another
	high := (c.Answer.ID[1] + c.paddings) * odd >> 32
	return letters[:1+high*uint64(len(letters))>>32]
}

// appendFramed is appendText for a message with padding. Prefix begins with its headers.
func (c *Cursor) appendFramed(dst, text []byte) []byte {
	padding := c.Letters()
	size := len(c.Prefix) + len(text) + len(c.suffix) + len(padding) + len(paddingEnd)
	dst = render.AppendChunkSize(dst, size+eventstream.ChecksumSize)
	at := len(dst)
	dst = appendBlock(dst, c.Prefix)
	dst = appendBlock(dst, text)
	dst = append(append(append(dst, c.suffix...), padding...), paddingEnd...)
	return append(eventstream.End(dst, at), "\r\n"...)
}
