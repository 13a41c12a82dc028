package verify

import (
	"bytes"
	"cmp"
	"slices"

	"mock-openai/bench/sse"
)

// pattern is a document that was found good: an event without a piece of text, or a
// whole answer. Another answer's differs in nothing but its holes, mostly, and need
// not be read then: 0.1 µs instead of 1. All checkers share the patterns, so that
// they stay in the cache.
type pattern struct {
	kind   []byte // the event's type
	data   []byte
	finish string // the finish reason that was due
	holes  []hole // in the order in which they stand in data
}

// hole is a part of a pattern that differs from answer to answer.
type hole struct {
	span
	filling
}

// filling is what stands in a hole.
type filling uint8

const (
	answerID filling = iota
	itemID
	sequenceNumber
	wholeText
	lastText // all that has not come yet
	promptTokens
	completionTokens
	totalTokens
)

// newPattern makes one of the document that was read, which must have been found
// good. text is what its text is, if it has some.
func newPattern(c *checker, kind, data []byte, text filling) *pattern {
	s := &c.said
	t := &pattern{kind: bytes.Clone(kind), data: bytes.Clone(data), finish: c.finish}
	add := func(at int, part []byte, f filling) {
		if len(part) > 0 {
			t.holes = append(t.holes, hole{span{at, at + len(part)}, f})
		}
	}
	add(s.idAt, s.id, answerID)
	add(s.itemAt, s.item, itemID)
	add(s.number.from, data[s.number.from:s.number.to], sequenceNumber)
	if len(s.parts) == 1 {
		add(s.parts[0].at, s.parts[0].text, text)
	}
	if s.has {
		for i, at := range s.counts {
			add(at.from, data[at.from:at.to], promptTokens+filling(i))
		}
	}
	slices.SortFunc(t.holes, func(a, b hole) int { return cmp.Compare(a.from, b.from) })
	return t
}

// fits reports whether a document is t with this answer's own in the holes. If so c
// takes the ids, if they are the first, and the text. Nothing fits nil.
func (t *pattern) fits(c *checker, kind, data []byte) bool {
	if t == nil || t.finish != c.finish || !bytes.Equal(kind, t.kind) {
		return false
	}
	var id, item, last []byte
	from := 0 // in t.data
	for _, h := range t.holes {
		between := t.data[from:h.from]
		if !bytes.HasPrefix(data, between) {
			return false
		}
		data, from = data[len(between):], h.to
		size := 0
		switch h.filling {
		case answerID, itemID:
			if size = h.to - h.from; size > len(data) {
				return false
			}
			own, came := c.id, &id
			if h.filling == itemID {
				own, came = c.item, &item
			}
			if *came = data[:size]; !isID(own, *came) {
				return false
			}
		case wholeText, lastText:
			text := c.want
			if h.filling == lastText {
				text = text[c.position:]
				last = text
			}
			if size = len(text); !bytes.HasPrefix(data, text) {
				return false
			}
		default:
			size = digits(data)
			if number(data[:size]) != c.expectedNumber(h.filling) {
				return false
			}
		}
		data = data[size:]
	}
	if !bytes.Equal(data, t.data[from:]) {
		return false
	}
	if len(c.id) == 0 {
		c.id = append(c.id, id...)
	}
	if len(c.item) == 0 {
		c.item = append(c.item, item...)
	}
	if len(last) > 0 {
		c.seen |= setOf(atText)
		c.position += len(last)
		c.ends = append(c.ends, int32(c.position))
	}
	return true
}

// hasText reports whether t brings the last of the text.
func (t *pattern) hasText() bool {
	return t != nil && slices.ContainsFunc(t.holes, func(h hole) bool { return h.filling == lastText })
}

func (c *checker) expectedNumber(f filling) int64 {
	switch f {
	case sequenceNumber:
		return c.sequence
	case promptTokens:
		return c.expectedUsage().prompt
	case completionTokens:
		return c.expectedUsage().completion
	}
	return c.expectedUsage().total
}

// digits is the length of the number that text begins with, 0 if it is none that
// JSON has.
func digits(text []byte) (n int) {
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n > 1 && text[0] == '0' {
		return 0
	}
	return n
}

// isID reports whether came may be the id where own is that of the answer, if
// that has come.
func isID(own, came []byte) bool {
	if len(own) > 0 {
		return bytes.Equal(own, came)
	}
	for _, b := range came {
		if (b|0x20 < 'a' || b|0x20 > 'z') && (b < '0' || b > '9') && b != '-' && b != '_' {
			return false
		}
	}
	return true
}

// know keeps an event that was found good and brought what belongs to these
// stages.
func (c *checker) know(e *sse.Event, brought stages) {
	text := wholeText
	if c.config.API != Responses { // completions have the last of it in the event with the finish reason
		text = lastText
		brought &^= setOf(atText)
	}
	if brought.len() != 1 || c.config.Oracle != nil || len(c.said.parts) > 1 || c.broken || brought.first() == atText {
		return
	}
	c.known[brought.first()].Store(newPattern(c, e.Type, e.Data, text))
}

// isKnown takes an event of the next stage if it fits one that was found good.
func (c *checker) isKnown(e *sse.Event) bool {
	left := c.needed &^ c.seen &^ setOf(atText)
	if left == 0 || c.broken {
		return false
	}
	at := left.first()
	t := c.known[at].Load()
	if at < c.at || c.at < atText && at > atText && !t.hasText() || !t.fits(c, e.Type, e.Data) {
		return false
	}
	c.at, c.seen = at, c.seen|setOf(at)
	c.sequence++
	return true
}
