package fast

import (
	"slices"

	"mock-openai/fast/skim"
)

// members is what a JSON object holds. null stands for absent.
type members []property

type property struct {
	name []byte // unescaped
	raw  []byte
}

// takeMembers reads the object that comes next, without what is null.
func takeMembers(in *reader) members {
	return slices.DeleteFunc(appendMembers(nil, in.Raw()), property.isNull)
}

func appendMembers(m members, object []byte) members {
	in := skim.New(object)
	in.Object()
	for name, ok := in.NextKey(); ok; name, ok = in.NextKey() {
		m = append(m, property{name, in.Raw()})
	}
	return m
}

// value is the JSON text of a member, the last of that name; nil if there is none.
func (m members) value(name string) []byte {
	for i := len(m) - 1; i >= 0; i-- {
		if string(m[i].name) != name {
			continue
		}
		if m[i].isNull() {
			return nil
		}
		return m[i].raw
	}
	return nil
}

// text is the value of a member that is a string, unescaped; nil if it is none.
func (m members) text(name string) []byte {
	raw := m.value(name)
	if kindOf(raw) != skim.String {
		return nil
	}
	text := textOf(raw)
	if text.Escaped {
		return skim.AppendUnescaped([]byte{}, text.Raw)
	}
	return text.Raw
}

// is reports whether a member is that string.
func (m members) is(name, want string) bool { return isText(m.value(name), want) }

// isTrue reports whether a member is true.
func (m members) isTrue(name string) bool { return string(m.value(name)) == "true" }

func (m property) isNull() bool { return string(m.raw) == "null" }
