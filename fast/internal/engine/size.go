package engine

// choiceOverhead is about the size of a choice without its text, in bytes.
const choiceOverhead = 256

// streamBuffers is what a stream whose client does not read holds, in bytes: the
// connection's buffer, and events.
const streamBuffers = 80 << 10

// Size returns about how many bytes c's answer will hold: everything that is rendered or,
// for a stream, what is rendered at a time. text is the length of its text in bytes.
func (c *Turn) Size(text int) int {
	n := text + choiceOverhead*len(c.Choices)
	if c.Extras != nil && c.Extras.Logprobs.Enabled {
		n += candidateBytes * (1 + c.Extras.Logprobs.Top) * c.spokenTokens()
	}
	if c.Request.Stream {
		n = min(n, streamBuffers)
	}
	if c.Extras != nil {
		n += len(c.Extras.Text)
	}
	return n
}
