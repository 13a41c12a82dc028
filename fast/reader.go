package fast

import (
	"math"
	"strconv"

	"mock-openai/fast/skim"
)

// reader walks a request's body and takes the members of its objects by type.
// It is lenient where an answer stays decidable: null stands for a member that
// is absent. Of two members of one name the last counts, as in most parsers of
// JSON, also if it is null: what takes a member forgets what it took before.
// What a reader takes is valid only until the body is released.
type reader struct{ skim.Cursor }

// takeString takes a string, JSON-escaped as it stands, without its quotes;
// null is nil.
func (r *reader) takeString(name string, to *[]byte) *apiError {
	*to = nil
	if r.Kind() != skim.String {
		return r.takeNull(name, "a string")
	}
	*to = r.String().Raw
	return nil
}

// takeBool takes true or false; null is otherwise.
func (r *reader) takeBool(name string, to *bool, otherwise bool) *apiError {
	*to = otherwise
	kind := r.Kind()
	if kind != skim.True && kind != skim.False {
		return r.takeNull(name, "a boolean")
	}
	*to = kind == skim.True
	r.Raw()
	return nil
}

// takeInt takes a whole number, the nearest int if it is beyond the range of
// one; null leaves *to alone.
func (r *reader) takeInt(name string, to *int) *apiError {
	if r.Kind() != skim.Number {
		return r.takeNull(name, "an integer")
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
		return errType(name, "an integer", "a decimal number")
	default:
		*to = int(f)
	}
	return nil
}

// takeNull passes over null; any other value is of the wrong type.
func (r *reader) takeNull(name, want string) *apiError {
	kind := r.Kind()
	raw := r.Raw()
	switch {
	case r.Err() != nil:
		return errBadJSON
	case kind == skim.Null:
		return nil
	}
	return errType(name, want, describe(kind, raw))
}

// reject says that the value that comes next is of the wrong type.
func (r *reader) reject(name, want string) *apiError {
	kind := r.Kind()
	raw := r.Raw()
	if r.Err() != nil {
		return errBadJSON
	}
	return errType(name, want, describe(kind, raw))
}

// describe names a kind of JSON value as OpenAI's messages do.
func describe(kind skim.Kind, raw []byte) string {
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
