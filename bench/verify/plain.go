package verify

import (
	"bytes"

	"mock-openai/bench/sse"
)

// plain is what stands around the text in events that bring text and nothing
// else. An event that differs from one that was read only in its text, which is
// the next of the text that must come, need not be read: 40 ns instead of 400.
type plain struct {
	kind     []byte // the event's type
	before   []byte
	middle   []byte // of a Responses event: between its number and the text
	behind   []byte
	numbered bool
	id       span // of the answer or its item, in before or, if numbered, in middle
	old      bool // the id is that of an earlier answer
}

// renew puts the id of this answer in the place of an earlier one's, or forgets all
// if that cannot be. Where data has the first id of the answer, that is taken for it.
func (p *plain) renew(id, item, data []byte) {
	in := p.before
	if p.numbered {
		in, id = p.middle, item
	}
	p.old = false
	switch size := p.id.to - p.id.from; {
	case size == 0: // events without ids
		return
	case len(id) == 0 && !p.numbered && len(data) > p.id.to:
		id, p.old = data[p.id.from:p.id.to], true // until c has it
		if isID(nil, id) {
			copy(in[p.id.from:], id)
		}
	case len(id) == size && p.id.to <= len(in):
		copy(in[p.id.from:], id)
	default:
		p.before = p.before[:0]
	}
}

// learn keeps what stands around the text of p in an event, and around its number
// if it has one. The event must have been found good.
func (c *checker) learn(e *sse.Event, p *part, number span) {
	if c.broken || len(p.text) == 0 {
		return
	}
	t := &c.plain
	t.kind = append(t.kind[:0], e.Type...)
	t.behind = append(t.behind[:0], e.Data[p.at+len(p.text):]...)
	t.middle, t.id, t.old = t.middle[:0], span{}, false
	s := &c.said
	if t.numbered = number.to > 0; !t.numbered {
		t.before = append(t.before[:0], e.Data[:p.at]...)
		t.id = span{s.idAt, s.idAt + len(s.id)}
		return
	}
	if number.to > p.at { // behind the text: not worth a case
		t.before = t.before[:0]
		return
	}
	t.before = append(t.before[:0], e.Data[:number.from]...)
	t.middle = append(t.middle, e.Data[number.to:p.at]...)
	if s.itemAt >= number.to {
		t.id = span{s.itemAt - number.to, s.itemAt - number.to + len(s.item)}
	}
}

// isPlain takes an event that has nothing but the next of the text.
func (c *checker) isPlain(e *sse.Event) bool {
	t := &c.plain
	if len(t.before) == 0 || c.broken || c.at != c.beforeText && c.at != atText {
		return false
	}
	if t.old {
		t.renew(c.id, c.item, e.Data)
	}
	if len(t.before) == 0 || !bytes.HasPrefix(e.Data, t.before) || !bytes.Equal(e.Type, t.kind) {
		return false
	}
	text := e.Data[len(t.before):]
	if t.numbered {
		size := digits(text)
		if number(text[:size]) != c.sequence || !bytes.HasPrefix(text[size:], t.middle) {
			return false
		}
		text = text[size+len(t.middle):]
	}
	if !bytes.HasSuffix(text, t.behind) {
		return false
	}
	text = text[:len(text)-len(t.behind)]
	rest := c.want[c.position:]
	if len(text) == 0 || !bytes.HasPrefix(rest, text) || !endsCharacter(rest, len(text)) {
		return false
	}
	if len(c.id) == 0 && !t.numbered {
		c.id, t.old = append(c.id, t.before[t.id.from:t.id.to]...), false
	}
	c.at, c.seen = atText, c.seen|setOf(atText)
	c.position += len(text)
	c.ends = append(c.ends, int32(c.position))
	c.sequence++
	return true
}
