package verify

import (
	"bytes"

	"mock-openai/bench/sse"
)

// known is an event without text that was found good, of the latest answer that
// had to be read for it: the next answer's differs in ids alone, mostly.
type known struct {
	kind     []byte // the event's type
	data     []byte
	id, item span
	sequence int64
}

// know keeps an event that was found good and brought what belongs to these
// stages.
func (c *checker) know(e *sse.Event, brought stages) {
	s := &c.said
	if brought.len() != 1 || c.config.Oracle != nil || s.has || len(s.parts) != 1 || len(s.parts[0].text) > 0 || c.broken ||
		brought.first() == atText || brought.first() == atDone {
		return
	}
	k := &c.known[brought.first()]
	k.kind, k.data = append(k.kind[:0], e.Type...), append(k.data[:0], e.Data...)
	k.id, k.item = span{s.idAt, s.idAt + len(s.id)}, span{s.itemAt, s.itemAt + len(s.item)}
	if s.item == nil {
		k.item = span{}
	}
	if s.id == nil {
		k.id = span{}
	}
	k.sequence = s.sequence
}

// isKnown takes an event of the next stage if it differs in nothing but the ids
// from one that was found good.
func (c *checker) isKnown(e *sse.Event) bool {
	if bytes.Equal(e.Data, done) {
		return false
	}
	left := c.needed &^ c.seen &^ setOf(atText)
	if left == 0 || c.at == atText && left.first() < atText {
		return false
	}
	at := left.first()
	k := &c.known[at]
	if len(k.data) == 0 || len(e.Data) != len(k.data) || at < c.at || c.at < atText && at > atText ||
		!bytes.Equal(e.Type, k.kind) || k.sequence >= 0 && k.sequence != c.sequence {
		return false
	}
	from := 0
	first, second := k.id, k.item
	if second.to > 0 && second.from < first.from || first.to == 0 {
		first, second = second, first
	}
	for _, ids := range [...]span{first, second} {
		if ids.to == 0 {
			continue
		}
		if !bytes.Equal(e.Data[from:ids.from], k.data[from:ids.from]) {
			return false
		}
		from = ids.to
	}
	if !bytes.Equal(e.Data[from:], k.data[from:]) || !isID(c.id, e.Data[k.id.from:k.id.to]) || !isID(c.item, e.Data[k.item.from:k.item.to]) {
		return false
	}
	if len(c.id) == 0 {
		c.id = append(c.id, e.Data[k.id.from:k.id.to]...)
	}
	if len(c.item) == 0 {
		c.item = append(c.item, e.Data[k.item.from:k.item.to]...)
	}
	c.at, c.seen = at, c.seen|setOf(at)
	c.sequence++
	return true
}

// isID reports whether came may be the id where own is that of the answer, if
// that has come.
func isID(own, came []byte) bool {
	if len(own) > 0 {
		return len(came) == 0 || bytes.Equal(own, came)
	}
	for _, b := range came {
		if (b|0x20 < 'a' || b|0x20 > 'z') && (b < '0' || b > '9') && b != '-' && b != '_' {
			return false
		}
	}
	return true
}
