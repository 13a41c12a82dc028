package verify

import (
	"bytes"
	"cmp"
	"slices"

	"mock-openai/bench/sse"
)

// pattern is a document that was found good: an event, or a whole answer. That of another
// answer mostly differs only in its holes, and then need not be read: 0.1 µs instead of 1.
// All checkers share the patterns of what comes once in a stream, so that they stay in the
// cache. Each has its own pattern of events with a piece of text, because a gateway may add
// a part that is the same only throughout a stream.
type pattern struct {
	kind   []byte // the event's type
	data   []byte
	finish string // the finish reason that was due
	holes  []hole // in the order in which they stand in data
	others []hole // those that are not ids
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
	someText  // the next of it
	lastText  // all that has not come yet
	freeText  // that is not known
	anyNumber // that is not checked
	anyTime   // the same in a string
	anyPadding
	promptTokens
	completionTokens
	totalTokens
)

// learn makes t the pattern of the document that was read, which must have been found
// good. text is what its text is, if it has some.
func (t *pattern) learn(c *checker, kind, data []byte, text filling) {
	s := &c.said
	t.kind, t.data = append(t.kind[:0], kind...), append(t.data[:0], data...)
	t.finish, t.holes, t.others = c.finish, t.holes[:0], t.others[:0]
	t.add(s.idAt, len(s.id), answerID)
	t.add(s.itemAt, len(s.item), itemID)
	t.add(s.number.from, s.number.to-s.number.from, sequenceNumber)
	if len(s.parts) == 1 {
		switch p := &s.parts[0]; {
		case text == lastText && p.text != nil && c.config.API.withText.has(c.at): // of any length
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

// settle puts the ids of this answer into t. From then on they need not be looked at one by
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

// open returns the holes that are to be looked at: without the ids, if t has those of the answer.
func (t *pattern) open(c *checker) []hole {
	if c.settled && t == &c.plain {
		return t.others
	}
	return t.holes
}

// noted returns numbers, and h as it stands in a document if it is one that frames compare.
func (h *hole) noted(numbers []hole, at, size int) []hole {
	if h.filling == anyNumber || h.filling == sequenceNumber {
		return append(numbers, hole{span{at, at + size}, h.filling})
	}
	return numbers
}

// fits reports whether a document is t, with this answer's own values in the holes. If so, c
// notes the ids, if they are the first, and the text. Nothing fits nil.
func (t *pattern) fits(c *checker, kind, data []byte) bool {
	if t == nil || t.finish != c.finish || !bytes.Equal(kind, t.kind) {
		return false
	}
	holes := t.open(c)
	var id, item []byte
	from, came := 0, 0 // in t.data; of the text
	whole, numbers := len(data), c.frame.came[:0]
	for i := range holes {
		h := &holes[i]
		between := t.data[from:h.from]
		if !bytes.HasPrefix(data, between) {
			return false
		}
		data, from = data[len(between):], h.to
		size, ok := 0, true // of what stands in the hole; it may stand there
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
			came = len(c.want) - c.position
			size, ok = came, bytes.HasPrefix(data, c.want[c.position:])
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

// fills returns the size of what stands in a hole that data begins with, and whether it may
// stand there. The fillings that t.fits knows are not among them.
func (c *checker) fills(f filling, data []byte) (size int, ok bool) {
	switch f {
	case wholeText:
		return len(c.want), bytes.HasPrefix(data, c.want)
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

// accept notes the ids of a document, if they are the first of its answer, and how much of
// the text it brought.
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

// hasText reports whether t brings the last of the text.
func (t *pattern) hasText() bool {
	return t != nil && slices.ContainsFunc(t.holes, func(h hole) bool { return h.filling == lastText })
}

// know keeps the pattern of an event that was found good and brought these stages.
func (c *checker) know(e *sse.Event, brought stages) {
	if c.config.Oracle != nil || len(c.said.parts) > 1 || c.broken || len(e.Data) > mostLearned {
		return
	}
	text := someText
	if !c.knowsText {
		text = freeText
	}
	switch {
	case c.spoken && len(c.said.parts[0].text) > 0:
		c.plain.learn(c, e.Type, e.Data, text)
		c.settled = false
		c.frame.forget()
		return
	case !c.knowsText: // there may be parts of several kinds
		c.plain.holes = c.plain.holes[:0]
		return
	case c.spoken || c.targeter != nil && c.said.has:
		return
	}
	text = wholeText
	if c.config.API.repeats == 0 { // the last event but one may have the last of it
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

// isKnown accepts an event of the next stage if it fits one that was found good.
func (c *checker) isKnown(e *sse.Event) bool {
	left := c.needed &^ c.seen &^ setOf(atText)
	if left == 0 || c.broken || !c.knowsText {
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
