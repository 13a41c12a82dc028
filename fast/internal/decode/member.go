package decode

import "mock-openai/fast/skim"

// Member returns the value of the member name of raw, which is JSON. It is nil if the
// member is null or absent, or raw is not an object.
func Member(raw []byte, name string) []byte { return New(raw).Member(name) }

// Member returns the value of the last member called name of the next object, without
// consuming the object. It is nil if the member is null or absent, or the next value
// is not an object.
func (r Reader) Member(name string) (value []byte) {
	if r.Kind() != skim.Object {
		return nil
	}
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		found := string(key) == name
		if raw := r.Raw(); found {
			value = NullAsNil(raw)
		}
	}
	return value
}

// NullAsNil returns raw, which is JSON, or nil if it is null.
func NullAsNil(raw []byte) []byte {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// Contains reports whether list, a JSON array, has an element with the JSON text
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
