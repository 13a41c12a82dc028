package strict

import (
	"slices"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// Members are the members of a JSON object. null counts as absent.
type Members []property

type property struct {
	Name []byte // unescaped
	Raw  []byte
}

// TakeMembers reads the next object, without members that are null or overridden by a
// later one of the same name.
func TakeMembers(in *decode.Reader) Members {
	object := in.Raw()
	if distinct := decode.WithoutDuplicates(object); distinct != nil {
		object = distinct
	}
	return slices.DeleteFunc(appendMembers(nil, object), property.isNull)
}

func appendMembers(m Members, object []byte) Members {
	in := skim.New(object)
	in.Object()
	for name, ok := in.NextKey(); ok; name, ok = in.NextKey() {
		m = append(m, property{name, in.Raw()})
	}
	return m
}

// Value returns the JSON text of the last member of that name, or nil if there is
// none.
func (m Members) Value(name string) []byte {
	for i := len(m) - 1; i >= 0; i-- {
		if string(m[i].Name) != name {
			continue
		}
		if m[i].isNull() {
			return nil
		}
		return m[i].Raw
	}
	return nil
}

// Text returns the unescaped value of a string member, or nil if it is not a string.
func (m Members) Text(name string) []byte {
	raw := m.Value(name)
	if kindOf(raw) != skim.String {
		return nil
	}
	return unescaped(raw)
}

// unescaped returns the value of a JSON string, within raw if nothing in it is escaped.
func unescaped(raw []byte) []byte {
	text := textOf(raw)
	if text.Escaped {
		return skim.AppendUnescaped([]byte{}, text.Raw)
	}
	return text.Raw
}

// is reports whether a member is the string want.
func (m Members) is(name, want string) bool { return isText(m.Value(name), want) }

// isTrue reports whether a member is true.
func (m Members) isTrue(name string) bool { return string(m.Value(name)) == "true" }

func (m property) isNull() bool { return string(m.Raw) == "null" }
