package strict

import (
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// shape is a JSON object whose members have rules, which are followed in their order.
type shape struct {
	required   []string
	parameters []parameter
	missing    Conflict   // says what else is required
	conflicts  []Conflict // follow once each member is fine
	open       bool       // for other members than those with a rule
	arguments  bool       // what is unknown is named as the older endpoints do
}

type parameter struct {
	name string
	rule rule
}

// Conflict says what the real API refuses of members that each are fine.
type Conflict func(v *Validator, given Members) *apierr.Error

// object takes objects with some members, of which those are required.
func object(required []string, parameters ...parameter) shape {
	return shape{required: required, parameters: parameters}
}

// need names the members that are required.
func need(names ...string) []string { return names }

// texts are members that are strings.
func texts(names ...string) (p []parameter) {
	for _, name := range names {
		p = append(p, parameter{name, aString})
	}
	return p
}

// free are members of which no rule is known.
func free(names ...string) (p []parameter) {
	for _, name := range names {
		p = append(p, parameter{name, anything})
	}
	return p
}

// with adds members.
func (o shape) with(more ...parameter) shape {
	o.parameters = slices.Concat(o.parameters, more)
	return o
}

// checked adds what follows once each member is fine.
func (o shape) checked(more ...Conflict) shape {
	o.conflicts = slices.Concat(o.conflicts, more)
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

// Refuse follows the rules for what is given.
func (o *shape) Refuse(v *Validator, given Members) *apierr.Error {
	for _, name := range o.required {
		if given.Value(name) == nil {
			return decode.Missing(v.at(name))
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

// unknown refuses members that have no rule.
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
	return errUnknownParameter(v.at(names[0]))
}

func (o *shape) knows(name []byte) bool {
	for i := range o.parameters {
		if string(name) == o.parameters[i].name {
			return true
		}
	}
	return false
}
