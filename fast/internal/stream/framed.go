package stream

import "mock-openai/fast/internal/render"

// Framer is an Encoder whose events are binary messages around JSON.
type Framer interface {
	// Payload returns the JSON of a complete event.
	Payload(event []byte) []byte
	// AppendFramed appends event with another JSON.
	AppendFramed(dst, event, payload []byte) []byte
}

// Bedrock pads the payload of each message with a random number of these characters.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// Letters returns the padding of the next message.
func (c *Cursor) Letters() string {
	c.paddings++
	const odd = 0x9e3779b97f4a7c15 // spreads consecutive numbers
	high := (c.Answer.ID[1] + c.paddings) * odd >> 32
	return letters[:1+high*uint64(len(letters))>>32]
}

// SetEncoded makes plain text messages whose JSON is in base64. Such a message begins with
// start, and its JSON with head; AppendSuffix gives the end of the JSON.
func (c *Cursor) SetEncoded(start, head []byte) {
	whole := len(head) / 3 * 3 // bytes that have characters of their own
	c.payload = append(c.payload[:0], head...)
	c.Prefix = render.AppendBase64(append(c.Prefix[:0], start...), c.payload[:whole])
	c.payload = append(c.payload[:0], c.payload[whole:]...)
	c.encoded, c.carried = true, int32(len(c.payload))
}

const (
	encodedEnd = `","p":"`
	paddingEnd = `"}`
)

// appendFramed is appendText for a message.
func (c *Cursor) appendFramed(dst, text []byte) []byte {
	at := len(dst)
	return render.EndChunk(c.appendMessage(append(dst, render.ChunkSize...), text), at)
}

// appendMessage appends a message of plain text, with padding. Prefix begins with its headers.
func (c *Cursor) appendMessage(dst, text []byte) []byte {
	at := len(dst)
	dst = appendBlock(dst, c.Prefix)
	if c.encoded {
		c.payload = append(append(c.payload[:c.carried], text...), c.suffix...)
		dst = append(render.AppendBase64(dst, c.payload), encodedEnd...)
	} else {
		dst = append(appendBlock(dst, text), c.suffix...)
	}
	dst = append(append(dst, c.Letters()...), paddingEnd...)
	return c.Framed.End(dst, at)
}
