package strict

import (
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// shape describes a JSON object. The rules of its members are checked in order.
type shape struct {
	required   []string
	parameters []parameter
	missing    Conflict   // checks what else is required
	conflicts  []Conflict // checked after each member has passed
	open       bool       // members without a rule are accepted
	arguments  bool       // unknown members get the error of the older endpoints
}

type parameter struct {
	name string
	rule rule
}

// Conflict returns the real API's error for members that each pass their rules, or
// nil.
type Conflict func(v *Validator, given Members) *apierr.Error

// object describes objects with these members, some of them required.
func object(required []string, parameters ...parameter) shape {
	return shape{required: required, parameters: parameters}
}

// ignoring describes objects with these members, some of them required, that may have others.
func ignoring(required []string, parameters ...parameter) shape {
	o := object(required, parameters...)
	o.open = true
	return o
}

// open is ignoring without required members.
func open(parameters ...parameter) shape { return ignoring(nil, parameters...) }

// need lists required members.
func need(names ...string) []string { return names }

// texts are members that are strings.
func texts(names ...string) (p []parameter) {
	for _, name := range names {
		p = append(p, parameter{name, aString})
	}
	return p
}

// unchecked are members without a known rule.
func unchecked(names ...string) (p []parameter) {
	for _, name := range names {
		p = append(p, parameter{name, anything})
	}
	return p
}

// with returns o with more members.
func (o shape) with(more ...parameter) shape {
	o.parameters = slices.Concat(o.parameters, more)
	return o
}

// only returns an object with those members of o, none of them required.
func (o shape) only(names ...string) shape {
	others := func(p parameter) bool { return !slices.Contains(names, p.name) }
	return object(nil, slices.DeleteFunc(slices.Clone(o.parameters), others)...)
}

// without returns o without those members.
func (o shape) without(names ...string) shape {
	of := func(p parameter) bool { return slices.Contains(names, p.name) }
	o.parameters = slices.DeleteFunc(slices.Clone(o.parameters), of)
	return o
}

// checked returns o with more conflicts.
func (o shape) checked(more ...Conflict) shape {
	o.conflicts = slices.Concat(o.conflicts, more)
	return o
}

// missingFirst returns o with a check of what it must have.
func (o shape) missingFirst(check Conflict) shape {
	o.missing = check
	return o
}

func (o shape) rule(v *Validator, raw []byte) *apierr.Error {
	if kindOf(raw) != skim.Object {
		return v.wrongType("an object", raw)
	}
	given := v.Members(raw)
	defer v.close(given)
	return o.Refuse(v, given)
}

// Refuse returns the first error of what is given, or nil.
func (o *shape) Refuse(v *Validator, given Members) *apierr.Error {
	for _, name := range o.required {
		if given.Value(name) == nil {
			return v.words.missing(v.at(name))
		}
	}
	if o.missing != nil {
		if err := o.missing(v, given); err != nil {
			return err
		}
	}
	if err := o.unknown(v, given); err != nil {
		return err
	}
	for _, p := range o.parameters {
		if raw := given.Value(p.name); raw != nil {
			if err := v.member(p.name, raw, p.rule); err != nil {
				return err
			}
		}
	}
	for _, refuse := range o.conflicts {
		if err := refuse(v, given); err != nil {
			return err
		}
	}
	return nil
}

// unknown refuses members without a rule.
func (o *shape) unknown(v *Validator, given Members) *apierr.Error {
	if o.open {
		return nil
	}
	var names []string
	for _, m := range given {
		if !m.isNull() && !o.knows(m.Name) {
			names = append(names, string(m.Name))
		}
	}
	switch {
	case len(names) == 0:
		return nil
	case o.arguments:
		return errArguments(names)
	}
	return v.words.unknown(v.at(names[0]))
}

func (o *shape) knows(name []byte) bool {
	for i := range o.parameters {
		if string(name) == o.parameters[i].name {
			return true
		}
	}
	return false
}
