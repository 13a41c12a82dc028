package fast

import (
	"fmt"
	"slices"
	"strconv"

	"mock-openai/fast/skim"
)

// rule reads the value that comes next, which is JSON, and says what the real
// API refuses of it. name is its path from the body, such as messages[0].role.
type rule func(in *reader, name string) *apiError

// takeKind takes any value of some kinds.
func takeKind(in *reader, name, want string, kinds ...skim.Kind) *apiError {
	if !slices.Contains(kinds, in.Kind()) {
		return in.reject(name, want)
	}
	in.Raw()
	return nil
}

func aString(in *reader, name string) *apiError {
	return takeKind(in, name, "a string", skim.String)
}

func aBool(in *reader, name string) *apiError {
	return takeKind(in, name, "a boolean", skim.True, skim.False)
}

func anObject(in *reader, name string) *apiError {
	return takeKind(in, name, "an object", skim.Object)
}

// anything is for what the handlers refuse themselves.
func anything(in *reader, _ string) *apiError {
	in.Raw()
	return nil
}

// integer takes integers from least to most.
func integer(least, most int) rule {
	return func(in *reader, name string) *apiError {
		n := least
		if err := in.takeInt(name, &n); err != nil {
			return err
		}
		return checkRange(name, n, least, most)
	}
}

// decimal takes numbers from least to most.
func decimal(least, most float64) rule {
	return func(in *reader, name string) *apiError {
		if in.Kind() != skim.Number {
			return in.reject(name, "a decimal")
		}
		raw := string(in.Raw())
		switch f, _ := strconv.ParseFloat(raw, 64); {
		case f < least:
			return errDecimal(name, "below", "min", ">=", least, raw)
		case f > most:
			return errDecimal(name, "above", "max", "<=", most, raw)
		}
		return nil
	}
}

// oneOf takes some strings.
func oneOf(values ...string) rule {
	return func(in *reader, name string) *apiError {
		if in.Kind() != skim.String {
			return in.reject(name, "one of "+enumerated(values, "or"))
		}
		value := string(skim.AppendUnescaped(nil, in.String().Raw))
		if !slices.Contains(values, value) {
			return errValue(name, value, values)
		}
		return nil
	}
}

// list takes arrays of some length whose elements each does not refuse.
func list(want string, least, most int, each rule) rule {
	return func(in *reader, name string) *apiError {
		if in.Kind() != skim.Array {
			return in.reject(name, want)
		}
		n := 0
		for in.Array(); in.NextElem(); n++ {
			if err := each(in, fmt.Sprintf("%s[%d]", name, n)); err != nil {
				return err
			}
		}
		switch {
		case n < least:
			return errEmptyArray(name)
		case n > most:
			return errTooLong(name, most, n)
		}
		return nil
	}
}

// stringOr takes strings as far as the first rule does, and anything else as far
// as the second.
func stringOr(text, other rule) rule {
	return func(in *reader, name string) *apiError {
		if in.Kind() == skim.String {
			return text(in, name)
		}
		return other(in, name)
	}
}

// shape is a JSON object whose members have rules, which are followed in their order.
type shape struct {
	required   []string
	closed     bool // no other members than those with a rule
	parameters []parameter
}

type parameter struct {
	name string
	rule rule
}

func (o shape) rule(in *reader, name string) *apiError {
	if in.Kind() != skim.Object {
		return in.reject(name, "an object")
	}
	return o.refuse(takeMembers(in), name+".")
}

// refuse follows the rules for what is given; path stands in front of names.
func (o *shape) refuse(given members, path string) *apiError {
	for _, name := range o.required {
		if given.value(name) == nil {
			return errMissing(path + name)
		}
	}
	if o.closed {
		if unknown := o.unknown(given); len(unknown) > 0 {
			return errUnknown(path, unknown)
		}
	}
	for _, p := range o.parameters {
		if raw := given.value(p.name); raw != nil {
			in := reader{skim.New(raw)}
			if err := p.rule(&in, path+p.name); err != nil {
				return err
			}
		}
	}
	return nil
}

// unknown are the names that have no rule.
func (o *shape) unknown(given members) (names []string) {
	for _, m := range given {
		if !slices.ContainsFunc(o.parameters, func(p parameter) bool { return p.name == m.name }) {
			names = append(names, m.name)
		}
	}
	return names
}

// variant is one form of an object that comes in several.
type variant struct {
	name string
	rule rule
}

// variants takes objects in the form that their member tag names.
func variants(tag string, all ...variant) rule {
	var names []string
	for _, v := range all {
		names = append(names, v.name)
	}
	tagged := having(tag, oneOf(names...))
	return func(in *reader, name string) *apiError {
		at, again := *in, *in // to look ahead from
		if err := tagged(&at, name); err != nil {
			return err
		}
		i := slices.Index(names, string(takeMembers(&again).text(tag)))
		return all[i].rule(in, name)
	}
}
