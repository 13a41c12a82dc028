package strict

import (
	"math"
	"slices"
	"strconv"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// rule returns the real API's error for a value, which is JSON and not null, or nil.
type rule func(v *Validator, raw []byte) *apierr.Error

func aString(v *Validator, raw []byte) *apierr.Error { return v.expect("a string", raw, skim.String) }

func aBool(v *Validator, raw []byte) *apierr.Error {
	return v.expect("a boolean", raw, skim.True, skim.False)
}

func anObject(v *Validator, raw []byte) *apierr.Error { return v.expect("an object", raw, skim.Object) }

// anything accepts all values. It is for parameters that the handlers check, or whose
// rules are unknown.
func anything(*Validator, []byte) *apierr.Error { return nil }

// integer accepts integers from least to most.
func integer(least, most int) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		n, ok := wholeNumber(raw)
		switch {
		case !ok:
			return v.wrongType("an integer", raw)
		case n < least || n > most:
			return v.words.outside(v.name(), n, least, most)
		}
		return nil
	}
}

// wholeNumber parses an integer. It does not ask the reader about other values, which would
// make an error of them.
func wholeNumber(raw []byte) (n int, ok bool) {
	if kind := kindOf(raw); kind != skim.Number {
		return 0, kind == skim.Null
	}
	if f, _ := strconv.ParseFloat(string(raw), 64); f != math.Trunc(f) {
		return 0, false
	}
	in := decode.New(raw)
	ok = in.TakeInt("", &n) == nil
	return n, ok
}

// decimal accepts numbers from least to most.
func decimal(least, most float64) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Number {
			return v.wrongType("a decimal", raw)
		}
		switch f, _ := strconv.ParseFloat(string(raw), 64); {
		case f < least:
			return v.words.below(v.name(), least, raw)
		case f > most:
			return v.words.above(v.name(), most, raw)
		}
		return nil
	}
}

// oneOf accepts these strings.
func oneOf(values ...string) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.String {
			return v.wrongType("one of "+enumerated(values, "or"), raw)
		}
		for _, value := range values {
			if isText(raw, value) {
				return nil
			}
		}
		return v.words.value(v.name(), stringOf(raw), values)
	}
}

// stringOf returns the unescaped value of a JSON string.
func stringOf(raw []byte) string { return string(skim.AppendUnescaped(nil, textOf(raw).Raw)) }

// list accepts arrays with least to most elements that each accepts.
func list(want string, least, most int, each rule) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Array {
			return v.wrongType(want, raw)
		}
		in, n := skim.New(raw), 0
		for in.Array(); in.NextElem(); n++ {
			if err := v.element(n, in.Raw(), each); err != nil {
				return err
			}
		}
		if n < least || n > most {
			return v.words.length(v.name(), n, least, most)
		}
		return nil
	}
}

// valuesOf checks the values of an object whose names the request chooses.
func valuesOf(each rule) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Object {
			return v.wrongType("an object", raw)
		}
		given := v.Members(raw)
		defer v.close(given)
		for _, m := range given {
			if err := v.follow(pathStep{given: m.Name}, m.Raw, each); err != nil {
				return err
			}
		}
		return nil
	}
}

func listOfTexts() rule { return list("an array of strings", 0, math.MaxInt, aString) }

func listOfObjects() rule { return list("an array of objects", 0, math.MaxInt, anObject) }

// stringOr checks strings with text and all other values with other.
func stringOr(text, other rule) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) == skim.String {
			return text(v, raw)
		}
		return other(v, raw)
	}
}

// variant is one form of an object that has several.
type variant struct {
	name  string
	shape shape
}

// variants checks objects by the form that their member tag names.
func variants(tag string, all ...variant) rule {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].name
		all[i].shape.parameters = append([]parameter{{tag, anything}}, all[i].shape.parameters...)
	}
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Object {
			return v.wrongType("an object", raw)
		}
		given := v.Members(raw)
		defer v.close(given)
		value := given.Value(tag)
		if value == nil {
			return v.words.missing(v.at(tag))
		}
		if kindOf(value) != skim.String {
			return v.member(tag, value, oneOf(names...))
		}
		i := slices.IndexFunc(all, func(one variant) bool { return isText(value, one.name) })
		if i < 0 {
			return v.words.tag(v.name(), v.at(tag), stringOf(value), names)
		}
		if !v.words.tagged {
			return all[i].shape.Refuse(v, given)
		}
		v.path = append(v.path, pathStep{name: all[i].name})
		err := all[i].shape.Refuse(v, given)
		v.path = v.path[:len(v.path)-1]
		return err
	}
}
