package fast

// aroundChoice is about what stands around the text of a choice, in bytes.
const aroundChoice = 256

// streamRoom is what a stream whose client does not read holds in bytes: a
// connection's buffer, and events.
const streamRoom = 80 << 10

// room is about how many bytes c's answer is going to hold: all that is rendered or,
// of a stream, what is rendered at a time.
func (c *turn) room() int {
	n := c.size() + aroundChoice*len(c.choices)
	if c.rich != nil && c.rich.odds.asked {
		n += guessBytes * (1 + c.rich.odds.top) * c.completionTokens
	}
	if c.request.stream {
		n = min(n, streamRoom)
	}
	if c.rich != nil {
		n += len(c.rich.text)
	}
	return n
}
