package openai

import (
	"slices"

	"mock-openai/fast/internal/decode"
)

// object is a JSON object whose members can be changed. It keeps their order.
type object []member

type member struct {
	key   string
	value []byte // JSON
}

// parseObject returns the members of a JSON object. Their values are parts of raw.
func parseObject(raw []byte) (o object) {
	in := decode.New(raw)
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		o = append(o, member{string(key), in.Raw()})
	}
	return o
}

// parseList returns the elements of a JSON array as objects.
func parseList(raw []byte) (all []object) {
	in := decode.New(raw)
	for in.Array(); in.NextElem(); {
		all = append(all, parseObject(in.Raw()))
	}
	return all
}

func (o object) index(key string) int {
	return slices.IndexFunc(o, func(m member) bool { return m.key == key })
}

// get returns the value of a member, nil if there is none.
func (o object) get(key string) []byte {
	if i := o.index(key); i >= 0 {
		return o[i].value
	}
	return nil
}

// set replaces a member, or appends it.
func (o *object) set(key, value string) {
	if i := o.index(key); i >= 0 {
		(*o)[i].value = []byte(value)
	} else {
		*o = append(*o, member{key, []byte(value)})
	}
}

// setFirst replaces a member, or puts it before all others.
func (o *object) setFirst(key, value string) {
	if o.index(key) < 0 {
		*o = slices.Insert(*o, 0, member{key: key})
	}
	o.set(key, value)
}

// fill appends the members that o lacks.
func (o *object) fill(others object) {
	for _, m := range others {
		if o.index(m.key) < 0 {
			*o = append(*o, m)
		}
	}
}

func (o *object) remove(key string) {
	*o = slices.DeleteFunc(*o, func(m member) bool { return m.key == key })
}

// append appends the JSON of o.
func (o object) append(dst []byte) []byte {
	dst = append(dst, '{')
	for i, m := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), m.key...), `":`...)
		dst = append(dst, m.value...)
	}
	return append(dst, '}')
}

func (o object) String() string { return string(o.append(nil)) }
