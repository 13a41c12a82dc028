package verify

import "mock-openai/bench/sse"

// know keeps the pattern of an event without faults that brought these stages. onlyText means
// that it brought a piece of text and nothing else.
func (c *checker) know(e *sse.Event, brought stages, onlyText bool) {
	if c.config.Oracle != nil || len(c.said.parts) > 1 || c.text.broken || len(e.Data) > mostLearned {
		return
	}
	text := someText
	if c.want.anyText {
		text = freeText
	}
	switch {
	case onlyText && len(c.said.parts[0].text) > 0:
		c.plain.learn(c, e.Type, e.Data, text)
		c.frame.forget()
		return
	case c.want.anyText: // there may be parts of several kinds
		c.plain.holes = c.plain.holes[:0]
		return
	case onlyText || c.targeter != nil && c.said.hasUsage:
		return
	}
	text = wholeText
	if c.config.API.repeats == 0 { // an event of another stage may have the rest of the text
		text = lastText
		brought &^= setOf(atText)
	}
	if brought.len() != 1 || brought.first() == atText {
		return
	}
	t := new(pattern)
	t.learn(c, e.Type, e.Data, text)
	c.known[brought.first()].Store(t)
}

// isKnown accepts an event of the next stage if it fits the pattern of that stage.
func (c *checker) isKnown(e *sse.Event) bool {
	left := c.want.needed &^ c.progress.seen &^ setOf(atText)
	if left == 0 || c.text.broken || c.want.anyText {
		return false
	}
	at := left.first()
	t := c.known[at].Load()
	if at < c.progress.at || c.progress.at < atText && at > atText && !t.hasText() || !t.fits(c, e.Type, e.Data) {
		return false
	}
	c.progress.pass(at)
	c.progress.sequence++
	return true
}
