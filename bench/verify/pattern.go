package verify

import (
	"bytes"
	"cmp"
	"slices"

	"mock-openai/bench/sse"
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
}

// hole is a part of a pattern that differs from answer to answer.
type hole struct {
	span
	filling
}

// filling is the kind of value in a hole.
type filling uint8

const (
	answerID filling = iota
	itemID
	sequenceNumber
	wholeText
	someText  // next piece of the text
	lastText  // all text that has not come yet
	freeText  // text that is not known
	anyNumber // number that is not checked
	anyTime   // the same, in a string
	anyPadding
	promptTokens
	completionTokens
	totalTokens
)

// learn makes t the pattern of the document that was read, which must have no faults. text is
// the filling for its text, if it has some.
func (t *pattern) learn(c *checker, kind, data []byte, text filling) {
	s := &c.said
	t.kind, t.data = append(t.kind[:0], kind...), append(t.data[:0], data...)
	t.finish, t.holes, t.others = c.want.finish, t.holes[:0], t.others[:0]
	t.add(s.idAt, len(s.id), answerID)
	t.add(s.itemAt, len(s.item), itemID)
	t.add(s.number.from, s.number.to-s.number.from, sequenceNumber)
	if len(s.parts) == 1 {
		switch p := &s.parts[0]; {
		case text == lastText && p.text != nil && c.config.API.withText.has(c.at): // may be empty
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
	if s.has {
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

func (h *hole) isID() bool { return h.filling <= itemID }

// settle puts the ids of this answer into t. From then on they need not be checked one by
// one.
func (t *pattern) settle(c *checker) {
	for i := range t.holes {
		switch h := &t.holes[i]; h.filling {
		case answerID:
			copy(t.data[h.from:h.to], c.id)
		case itemID:
			copy(t.data[h.from:h.to], c.item)
		}
	}
	c.settled = true
}

// open returns the holes to check: without the ids, if t has those of this answer.
func (t *pattern) open(c *checker) []hole {
	if c.settled && t == &c.plain {
		return t.others
	}
	return t.holes
}

// noted returns numbers with h, at its place in a document, appended if frames compare it.
func (h *hole) noted(numbers []hole, at, size int) []hole {
	if h.filling == anyNumber || h.filling == sequenceNumber {
		return append(numbers, hole{span{at, at + size}, h.filling})
	}
	return numbers
}

// fits reports whether a document is t with values in the holes that are valid in this
// answer. If so, c records the text, and the ids if they are the first. Nothing fits nil.
func (t *pattern) fits(c *checker, kind, data []byte) bool {
	if t == nil || t.finish != c.want.finish || !bytes.Equal(kind, t.kind) {
		return false
	}
	holes := t.open(c)
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
			id, ok = idIn(data, h.to-h.from, c.id)
			size = len(id)
		case itemID:
			item, ok = idIn(data, h.to-h.from, c.item)
			size = len(item)
		case someText:
			if size = c.pieceLength(data); size > 0 {
				came, c.after = size, len(data)-size
			}
			ok = size > 0
		case lastText:
			came = len(c.want.text) - c.position
			size, ok = came, bytes.HasPrefix(data, c.want.text[c.position:])
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
	c.accept(id, item, came)
	return true
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

// accept records the ids of a document, if they are the first of its answer, and the length
// of the text that came.
func (c *checker) accept(id, item []byte, came int) {
	if len(c.id) == 0 {
		c.id = append(c.id, id...)
	}
	if len(c.item) == 0 {
		c.item = append(c.item, item...)
	}
	if came > 0 {
		c.seen |= setOf(atText)
		c.advance(came)
	}
}

// hasText reports whether t has the rest of the text.
func (t *pattern) hasText() bool {
	return t != nil && slices.ContainsFunc(t.holes, func(h hole) bool { return h.filling == lastText })
}

// know keeps the pattern of an event without faults that brought these stages.
func (c *checker) know(e *sse.Event, brought stages) {
	if c.config.Oracle != nil || len(c.said.parts) > 1 || c.broken || len(e.Data) > mostLearned {
		return
	}
	text := someText
	if c.want.anyText {
		text = freeText
	}
	switch {
	case c.spoken && len(c.said.parts[0].text) > 0:
		c.plain.learn(c, e.Type, e.Data, text)
		c.settled = false
		c.frame.forget()
		return
	case c.want.anyText: // there may be parts of several kinds
		c.plain.holes = c.plain.holes[:0]
		return
	case c.spoken || c.targeter != nil && c.said.has:
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
	left := c.want.needed &^ c.seen &^ setOf(atText)
	if left == 0 || c.broken || c.want.anyText {
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
