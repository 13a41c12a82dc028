package engine

// aroundChoice is about what stands around the text of a choice, in bytes.
const aroundChoice = 256

// streamRoom is what a stream whose client does not read holds in bytes: a
// connection's buffer, and events.
const streamRoom = 80 << 10

// Size is about how many bytes c's answer is going to hold: all that is rendered or,
// of a stream, what is rendered at a time.
func (c *Turn) Size() int {
	n := c.TextSize() + aroundChoice*len(c.Choices)
	if c.Extras != nil && c.Extras.Logprobs.Asked {
		n += candidateBytes * (1 + c.Extras.Logprobs.Top) * c.CompletionTokens
	}
	if c.Request.Stream {
		n = min(n, streamRoom)
	}
	if c.Extras != nil {
		n += len(c.Extras.Text)
	}
	return n
}
