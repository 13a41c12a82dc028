package decode

import "mock-openai/fast/skim"

// Member is the value of a member of raw, which is JSON; nil if it is null or
// absent, or raw is no object.
func Member(raw []byte, name string) []byte { return New(raw).Member(name) }

// Member is the value of a member of the object that comes next, the last of that
// name, and takes nothing; nil if it is null or absent, or no object comes next.
func (r Reader) Member(name string) (value []byte) {
	if r.Kind() != skim.Object {
		return nil
	}
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		found := string(key) == name
		if raw := r.Raw(); found {
			value = OrNil(raw)
		}
	}
	return value
}

// OrNil is raw, which is JSON, or nil if that is null.
func OrNil(raw []byte) []byte {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// Contains tells whether list, a JSON array, has an element of the JSON text
// value.
func Contains(list []byte, value string) bool {
	in := New(list)
	if in.Kind() != skim.Array {
		return false
	}
	for in.Array(); in.NextElem(); {
		if string(in.Raw()) == value {
			return true
		}
	}
	return false
}
