package verify

import (
	"bytes"
	"cmp"
	"slices"
)

// pattern is a document without faults: an event, or a whole answer. Documents of other
// answers mostly differ from it only in the holes, and then need not be parsed: 0.1 µs
// instead of 1. All checkers share the patterns of events that come once in a stream, so that
// these stay in the cache. Each checker has its own pattern of events with a piece of text,
// because a gateway may add a part that is constant only within a stream.
type pattern struct {
	kind   []byte // the event's type
	data   []byte
	finish string // finish reason expected at that time
	holes  []hole // in their order in data
	others []hole // holes that are not ids

	anyText bool // it is of an answer whose text was not known

	settled bool // the ids in data are those of this answer; never set in shared patterns
}

// learn makes t the pattern of the document that was read, which must have no faults. text is
// the filling for its text, if it has some.
func (t *pattern) learn(c *checker, kind, data []byte, text filling) {
	s := &c.said
	t.kind, t.data = append(t.kind[:0], kind...), append(t.data[:0], data...)
	t.finish, t.anyText = c.want.finish, c.want.anyText
	t.holes, t.others, t.settled = t.holes[:0], t.others[:0], false
	t.add(s.idAt, len(s.id), answerID)
	t.add(s.itemAt, len(s.item), itemID)
	t.add(s.number.from, s.number.to-s.number.from, sequenceNumber)
	if len(s.parts) == 1 {
		switch p := &s.parts[0]; {
		case text == lastText && p.text != nil && c.config.API.withText.has(c.progress.at): // may be empty
			t.holes = append(t.holes, hole{span{p.at, p.at + len(p.text)}, text})
		default:
			t.add(p.at, len(p.text), text)
		}
	}
	for _, at := range s.spans {
		f := anyNumber
		if data[at.from-1] == '"' {
			f = anyTime
		}
		t.add(at.from, at.to-at.from, f)
	}
	t.add(s.padded.from, s.padded.to-s.padded.from, anyPadding)
	if s.hasUsage {
		for i, at := range s.counts {
			t.add(at.from, at.to-at.from, promptTokens+filling(i))
		}
	}
	slices.SortFunc(t.holes, func(a, b hole) int { return cmp.Compare(a.from, b.from) })
	for _, h := range t.holes {
		if !h.isID() {
			t.others = append(t.others, h)
		}
	}
}

func (t *pattern) add(at, size int, f filling) {
	if size > 0 {
		t.holes = append(t.holes, hole{span{at, at + size}, f})
	}
}

// settle puts the ids of this answer into t, which must fit it. From then on they need not be
// checked one by one.
func (t *pattern) settle(own *ids) {
	if t.settled {
		return
	}
	for i := range t.holes {
		switch h := &t.holes[i]; h.filling {
		case answerID:
			copy(t.data[h.from:h.to], own.answer)
		case itemID:
			copy(t.data[h.from:h.to], own.item)
		}
	}
	t.settled = true
}

// open returns the holes to check.
func (t *pattern) open() []hole {
	if t.settled {
		return t.others
	}
	return t.holes
}

// fits reports whether a document is t with values in the holes that are valid in this
// answer. If so, c records the text, and the ids if they are the first. Nothing fits nil.
func (t *pattern) fits(c *checker, kind, data []byte) bool {
	if t == nil || t.finish != c.want.finish || t.anyText != c.want.anyText || !bytes.Equal(kind, t.kind) {
		return false
	}
	holes := t.open()
	var id, item []byte
	from, came := 0, 0 // position in t.data; length of the text that came
	whole, numbers := len(data), c.frame.came[:0]
	for i := range holes {
		h := &holes[i]
		between := t.data[from:h.from]
		if !bytes.HasPrefix(data, between) {
			return false
		}
		data, from = data[len(between):], h.to
		size, ok := 0, true // length of the value in the hole; whether it is valid
		switch h.filling {
		case answerID:
			id, ok = c.ids.answer.in(data, h.to-h.from)
			size = len(id)
		case itemID:
			item, ok = c.ids.item.in(data, h.to-h.from)
			size = len(item)
		case someText:
			if size = c.text.pieceLength(data); size > 0 {
				came, c.frame.behind = size, len(data)-size
			}
			ok = size > 0
		case lastText:
			rest := c.text.rest()
			came = len(rest)
			size, ok = came, bytes.HasPrefix(data, rest)
		case anyPadding:
			size = paddingIn(data, len(t.data)-h.to, i+1 == len(holes))
		default:
			size, ok = c.fills(h.filling, data)
		}
		if !ok {
			return false
		}
		numbers = h.noted(numbers, whole-len(data), size)
		data = data[size:]
	}
	if c.frame.came = numbers; !bytes.Equal(data, t.data[from:]) {
		return false
	}
	c.ids.answer.note(id)
	c.ids.item.note(item)
	if came > 0 {
		c.progress.seen |= setOf(atText)
		c.text.advance(came)
	}
	return true
}

// hasText reports whether t has the rest of the text.
func (t *pattern) hasText() bool {
	return t != nil && slices.ContainsFunc(t.holes, func(h hole) bool { return h.filling == lastText })
}

// fills returns the length of the value that data begins with, and whether it is valid in a
// hole of that filling. pattern.fits handles the other fillings itself.
func (c *checker) fills(f filling, data []byte) (size int, ok bool) {
	switch f {
	case wholeText:
		return len(c.want.text), bytes.HasPrefix(data, c.want.text)
	case freeText:
		size = plainLength(data)
		return size, size > 0
	case anyNumber:
		size = numberLength(data)
		return size, size > 0
	case anyTime:
		return freeLength(data), true
	}
	size = digits(data)
	return size, number(data[:size]) == c.expectedNumber(f)
}

// expectedNumber returns the number expected in a hole.
func (c *checker) expectedNumber(f filling) int64 {
	switch f {
	case sequenceNumber:
		return c.progress.sequence
	case promptTokens:
		return c.expectedUsage().prompt
	case completionTokens:
		return c.expectedUsage().completion
	}
	return c.expectedUsage().total
}
