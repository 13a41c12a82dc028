package gemini

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// table is an object of schemas that has been appended to a buffer.
type table struct {
	from, to int // in the buffer
	members  []tableMember
}

// tableMember is a schema with its name.
type tableMember struct {
	name     string
	null     bool
	from, to int // in the buffer
}

// appendTable appends an object of schemas.
func appendTable(dst []byte, in *decode.Reader) ([]byte, *table) {
	t := &table{from: len(dst)}
	dst = append(dst, '{')
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		if len(t.members) > 0 {
			dst = append(dst, ',')
		}
		m := tableMember{name: string(key), null: in.Kind() == skim.Null, from: len(dst)}
		dst = appendSchema(appendName(dst, m.name), in)
		m.to = len(dst)
		t.members = append(t.members, m)
	}
	dst = append(dst, '}')
	t.to = len(dst)
	return dst, t
}

// order puts the members of t, which is in dst, in the order in which ordering names them, and
// then those that it does not name.
func (t *table) order(dst, ordering []byte) []byte {
	old := append([]byte(nil), dst[t.from:]...)
	dst = append(dst[:t.from], '{')
	named := map[string]bool{}
	add := func(m *tableMember) {
		if named[m.name] {
			return
		}
		if len(named) > 0 {
			dst = append(dst, ',')
		}
		named[m.name] = true
		dst = append(dst, old[m.from-t.from:m.to-t.from]...)
	}
	last := map[string]*tableMember{} // of each name
	for i := range t.members {
		last[t.members[i].name] = &t.members[i]
	}
	if names := decode.New(ordering); names.Kind() == skim.Array {
		for names.Array(); names.NextElem(); {
			name := skim.AppendUnescaped(nil, names.TakeText().Raw)
			if m := last[string(name)]; m != nil && !m.null {
				add(m)
			}
		}
	}
	for i := range t.members {
		add(&t.members[i])
	}
	return append(append(dst, '}'), old[t.to-t.from:]...)
}
