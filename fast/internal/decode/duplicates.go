package decode

import (
	"bytes"

	"mock-openai/fast/skim"
)

// maxNames is how many names of one object are remembered to find duplicates.
const maxNames = 1 << 10

// WithoutDuplicates returns a copy of body, which is JSON, with spaces in place of
// the members that another of the same name follows; nil if there are none. What
// stays is where it was.
func WithoutDuplicates(body []byte) []byte {
	d := duplicates{in: New(body), body: body}
	d.value()
	return d.copied
}

// duplicates is the state of WithoutDuplicates.
type duplicates struct {
	in     Reader
	body   []byte
	copied []byte // nil until the first duplicate is met
}

func (d *duplicates) value() {
	switch d.in.Kind() {
	case skim.Object:
		d.object()
	case skim.Array:
		for d.in.Array(); d.in.NextElem(); {
			d.value()
		}
	default:
		d.in.Raw()
	}
}

// object takes an object. Between members stands a comma, with white space around.
func (d *duplicates) object() {
	type span struct{ from, to int }
	last := map[string]span{}
	d.in.Object()
	before := d.in.Offset()
	for key, ok := d.in.NextKey(); ok; key, ok = d.in.NextKey() {
		name, from := string(key), d.behindComma(before)
		d.value()
		before = d.in.Offset()
		if old, again := last[name]; again {
			d.blank(old.from, d.behindComma(old.to))
		}
		if len(last) < maxNames {
			last[name] = span{from, before}
		}
	}
}

// behindComma passes the comma that follows, if one does.
func (d *duplicates) behindComma(at int) int {
	rest := d.body[at:]
	behind := bytes.TrimLeft(rest, " \t\r\n")
	if len(behind) > 0 && behind[0] == ',' {
		return at + len(rest) - len(behind) + 1
	}
	return at
}

func (d *duplicates) blank(from, to int) {
	if d.copied == nil {
		d.copied = bytes.Clone(d.body)
	}
	for i := from; i < to; i++ {
		d.copied[i] = ' '
	}
}
