// Package decode reads typed members from the JSON body of a request.
package decode

import (
	"math"
	"strconv"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// Reader walks a request's body and reads the members of its objects by type. It is
// lenient where the answer is still clear: null counts as absent. Of several members
// with one name the last counts, as in most JSON parsers, even if it is null; so each
// Take method overwrites what an earlier one has stored. Values are valid only until
// the body is released.
type Reader struct{ skim.Cursor }

// New returns a reader of raw.
func New(raw []byte) Reader { return Reader{skim.New(raw)} }

// TakeString reads a string, as escaped in the JSON, without its quotes; null is nil.
func (r *Reader) TakeString(name string, to *[]byte) *apierr.Error {
	*to = nil
	if r.Kind() != skim.String {
		return r.TakeNull(name, "a string")
	}
	*to = r.String().Raw
	return nil
}

// TakeBool reads true or false; null is otherwise.
func (r *Reader) TakeBool(name string, to *bool, otherwise bool) *apierr.Error {
	*to = otherwise
	kind := r.Kind()
	if kind != skim.True && kind != skim.False {
		return r.TakeNull(name, "a boolean")
	}
	*to = kind == skim.True
	r.Raw()
	return nil
}

// TakeInt reads a whole number, clamped to the range of int; null leaves *to
// unchanged.
func (r *Reader) TakeInt(name string, to *int) *apierr.Error {
	if r.Kind() != skim.Number {
		return r.TakeNull(name, "an integer")
	}
	raw := r.Raw()
	if n, err := strconv.Atoi(string(raw)); err == nil {
		*to = n
		return nil
	}
	f, _ := strconv.ParseFloat(string(raw), 64)
	switch {
	case f >= math.MaxInt:
		*to = math.MaxInt
	case f <= math.MinInt:
		*to = math.MinInt
	case f != math.Trunc(f):
		return WrongType(name, "an integer", "a decimal number")
	default:
		*to = int(f)
	}
	return nil
}

// TakeNull reads null. Any other value has the wrong type.
func (r *Reader) TakeNull(name, want string) *apierr.Error {
	kind := r.Kind()
	raw := r.Raw()
	switch {
	case r.Err() != nil:
		return ErrBadJSON
	case kind == skim.Null:
		return nil
	}
	return WrongType(name, want, Describe(kind, raw))
}

// Reject returns the error that the next value has the wrong type.
func (r *Reader) Reject(name, want string) *apierr.Error {
	kind := r.Kind()
	raw := r.Raw()
	if r.Err() != nil {
		return ErrBadJSON
	}
	return WrongType(name, want, Describe(kind, raw))
}

// Describe names a kind of JSON value the way OpenAI's messages do.
func Describe(kind skim.Kind, raw []byte) string {
	switch kind {
	case skim.Object:
		return "an object"
	case skim.Array:
		return "an array"
	case skim.String:
		return "a string"
	case skim.True, skim.False:
		return "a boolean"
	case skim.Null:
		return "null"
	}
	if _, err := strconv.Atoi(string(raw)); err != nil {
		return "a decimal number"
	}
	return "an integer"
}

// TakeText reads a string. Any other value counts as an empty string.
func (r *Reader) TakeText() (text skim.Text) {
	if r.Kind() == skim.String {
		return r.String()
	}
	r.Raw()
	return text
}
