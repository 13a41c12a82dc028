package verify

import (
	"bytes"

	"mock-openai/bench/sse"
)

// isNextPiece accepts an event that has only the next piece of the text, if it has the frame
// of the previous event or fits the pattern of such events.
func (c *checker) isNextPiece(e *sse.Event) bool {
	if c.hasFrame(e) {
		c.text.advance(len(e.Data) - len(c.frame.head) - len(c.frame.tail))
		c.progress.sequence++
		return true
	}
	if at := c.progress.at; at != c.beforeText && at != atText ||
		len(c.plain.holes) == 0 || c.text.broken || !c.plain.fits(c, e.Type, e.Data) {
		return false
	}
	c.plain.settle(&c.ids)
	if c.want.anyText {
		c.frame.reset()
	} else {
		c.frame.remember(e.Data, c.text.latest())
	}
	c.progress.pass(atText)
	c.progress.sequence++
	return true
}

// hasFrame reports whether an event has the next piece of the text in the frame of the
// previous event. That is half the work of checking each hole.
func (c *checker) hasFrame(e *sse.Event) bool {
	f := &c.frame
	from, to := len(f.head), len(e.Data)-len(f.tail)
	rest, size := c.text.rest(), to-from
	return from > 0 && size > 0 && size <= len(rest) && c.progress.at == atText && !c.text.broken &&
		bytes.Equal(e.Data[from:to], rest[:size]) && f.isAround(e.Data, to, c.progress.sequence) &&
		bytes.Equal(e.Type, c.plain.kind) && c.text.endsPiece(rest, size)
}
