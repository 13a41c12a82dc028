package schema

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"mock-openai/fast/skim"
)

// value is a decoded JSON value.
type value struct {
	kind   kinds
	raw    []byte            // JSON of a scalar, shared with the document
	text   string            // unescaped value of a string
	names  []string          // of an object, in order
	fields map[string]*value // of an object; the last of several with one name counts
	elems  []*value          // of an array
}

// decode decodes a document. The value shares its memory.
func decode(raw []byte) (*value, error) {
	if len(raw) > MaxRaw {
		return nil, fmt.Errorf("schema has %d bytes, the limit is %d", len(raw), MaxRaw)
	}
	d := decoder{skim.New(raw), maxValues}
	v := d.value()
	if d.left < 0 {
		return nil, fmt.Errorf("schema has more than %d values", maxValues)
	}
	if err := d.End(); err != nil {
		return nil, fmt.Errorf("schema: %w at byte %d", err, d.Offset())
	}
	return v, nil
}

type decoder struct {
	skim.Cursor
	left int // values that may still be decoded
}

// value decodes the next value; d.left is negative if it was cut short.
func (d *decoder) value() *value {
	v := &value{}
	d.left--
	switch d.Kind() {
	case skim.Object:
		v.kind, v.fields = object, map[string]*value{}
		d.Object()
		for key, ok := d.NextKey(); ok && d.left >= 0; key, ok = d.NextKey() {
			v.put(string(key), d.value())
		}
	case skim.Array:
		v.kind = array
		for d.Array(); d.NextElem() && d.left >= 0; {
			v.elems = append(v.elems, d.value())
		}
	case skim.String:
		v.kind = text
		if v.raw = d.Raw(); v.raw != nil {
			v.text = string(skim.AppendUnescaped(nil, v.raw[1:len(v.raw)-1]))
		}
	case skim.Number:
		v.raw = d.Raw()
		v.kind = kindOfNumber(v.raw)
	case skim.Null:
		v.kind, v.raw = null, d.Raw()
	default:
		v.kind, v.raw = boolean, d.Raw()
	}
	return v
}

func (v *value) put(name string, field *value) {
	if _, known := v.fields[name]; !known {
		v.names = append(v.names, name)
	}
	v.fields[name] = field
}

func kindOfNumber(raw []byte) kinds {
	if x, err := ratio(raw); err == nil && x.IsInt() {
		return integer
	}
	return fraction
}

var errRatio = errors.New("number has too many digits")

// ratio returns the exact value of the number raw. It refuses numbers that need much
// memory.
func ratio(raw []byte) (*big.Rat, error) {
	s := string(raw)
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if exp, err := strconv.Atoi(s[i+1:]); err != nil || exp < -400 || exp > 400 {
			return nil, errRatio
		}
	}
	if len(s) > 400 {
		return nil, errRatio
	}
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil, errRatio
	}
	return x, nil
}

// append appends v as compact JSON.
func (v *value) append(dst []byte) []byte {
	switch v.kind {
	case object:
		dst = append(dst, '{')
		for i, name := range v.names {
			dst = appendComma(dst, i)
			dst = append(appendQuoted(dst, name), ':')
			dst = v.fields[name].append(dst)
		}
		return append(dst, '}')
	case array:
		dst = append(dst, '[')
		for i, elem := range v.elems {
			dst = elem.append(appendComma(dst, i))
		}
		return append(dst, ']')
	}
	return append(dst, v.raw...)
}

// appendKey appends JSON that is the same for equal values, whatever their escapes, exponents and
// order of members.
func (v *value) appendKey(dst []byte) []byte {
	switch v.kind {
	case object:
		dst = append(dst, '{')
		for i, name := range slices.Sorted(slices.Values(v.names)) {
			dst = append(appendQuoted(appendComma(dst, i), name), ':')
			dst = v.fields[name].appendKey(dst)
		}
		return append(dst, '}')
	case array:
		dst = append(dst, '[')
		for i, elem := range v.elems {
			dst = elem.appendKey(appendComma(dst, i))
		}
		return append(dst, ']')
	case text:
		return appendQuoted(dst, v.text)
	case integer, fraction:
		if x, err := ratio(v.raw); err == nil {
			return append(dst, x.RatString()...)
		}
	}
	return append(dst, v.raw...)
}

// appendComma appends the comma before element or member i.
func appendComma(dst []byte, i int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return dst
}

// appendQuoted appends s as a JSON string.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ':
			const hex = "0123456789abcdef"
			dst = append(dst, `\u00`...)
			dst = append(dst, hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
