package decode

import (
	"bytes"

	"mock-openai/fast/skim"
)

// maxNames is how many names of one object are remembered to find duplicates.
const maxNames = 1 << 10

// WithoutDuplicates returns a copy of body, which is JSON. In it spaces replace each
// member that is followed by another of the same name in its object. Everything else
// keeps its place. It returns nil if there are no duplicates.
func WithoutDuplicates(body []byte) []byte {
	d := duplicates{in: New(body), body: body}
	d.value()
	return d.copied
}

// duplicates is the state of WithoutDuplicates.
type duplicates struct {
	in     Reader
	body   []byte
	copied []byte // nil until the first duplicate is found
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

// object reads an object. Members are separated by a comma with white space around
// it.
func (d *duplicates) object() {
	type span struct{ from, to int }
	last := map[string]span{}
	d.in.Object()
	before := d.in.Offset()
	for key, ok := d.in.NextKey(); ok; key, ok = d.in.NextKey() {
		name, from := string(key), d.afterComma(before)
		d.value()
		before = d.in.Offset()
		old, again := last[name]
		if again {
			d.blank(old.from, d.afterComma(old.to))
		}
		if again || len(last) < maxNames {
			last[name] = span{from, before}
		}
	}
}

// afterComma returns the offset after the comma that follows at, or at if none
// follows.
func (d *duplicates) afterComma(at int) int {
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
