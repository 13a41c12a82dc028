package schema

import (
	"math/big"
	"slices"
	"unicode/utf8"
)

// checker validates values, for what generating alone cannot ensure. It ignores
// "format".
type checker struct {
	steps  int // left; without any, everything is valid
	nested int // calls of valid that are under way
}

// maxNested is how many calls of valid may be under way. A schema that refers to itself has
// more, and no steps left then: all of them, nested, would need 256 MB of stack.
const maxNested = 1 << 14

// perStep is how many members or elements are looked at in a step, besides the rules for them.
const perStep = 16

// spend uses n steps. It returns false if none are left.
func (c *checker) spend(n int) bool {
	c.steps -= n
	return c.steps >= 0
}

// all reports whether v satisfies all rules.
func (c *checker) all(rules []*rule, v *value) bool {
	for _, r := range rules {
		if !c.valid(r, v) {
			return false
		}
	}
	return true
}

func (c *checker) valid(r *rule, v *value) bool {
	if c.nested == maxNested {
		c.steps = min(c.steps, 0)
	}
	if !c.spend(1 + (len(r.required)+len(v.names)+len(v.elems))/perStep) {
		return true
	}
	c.nested++
	ok := c.satisfies(r, v)
	c.nested--
	return ok
}

func (c *checker) satisfies(r *rule, v *value) bool {
	if v.kind&r.kinds == 0 || !c.enums(r, v) {
		return false
	}
	switch v.kind {
	case integer, fraction:
		if !r.number(v) {
			return false
		}
	case text:
		if !c.text(&r.stringRule, v.text) {
			return false
		}
	case array:
		if !c.array(&r.arrayRule, v) {
			return false
		}
	case object:
		if !c.object(&r.objectRule, v) {
			return false
		}
	}
	return c.logic(&r.logicRule, v)
}

func (c *checker) enums(r *rule, v *value) bool {
	for _, enum := range r.enums {
		found := slices.Contains(enum, v) // same pointer if v comes from the enumeration
		for _, one := range enum {
			if found = found || c.equal(one, v); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func (c *checker) logic(r *logicRule, v *value) bool {
	if r.ref != nil && !c.valid(r.ref, v) || !c.all(r.allOf, v) {
		return false
	}
	for _, group := range r.anyOf {
		if c.matches(group, v, 1) == 0 {
			return false
		}
	}
	if r.oneOf != nil && c.matches(r.oneOf, v, 2) != 1 {
		return false
	}
	return r.not == nil || !c.valid(r.not, v)
}

// matches counts the rules that v satisfies, up to enough.
func (c *checker) matches(rules []*rule, v *value, enough int) (n int) {
	for _, r := range rules {
		if c.valid(r, v) {
			n++
		}
		if n == enough {
			break
		}
	}
	return n
}

// number reports whether v, a number, satisfies r.
func (r *numberRule) number(v *value) bool {
	if r.lo.at == nil && r.hi.at == nil && r.multiple == nil {
		return true
	}
	x, err := ratio(v.raw)
	return err == nil && r.lo.admits(x, 1) && r.hi.admits(x, -1) &&
		(r.multiple == nil || new(big.Rat).Quo(x, r.multiple).IsInt())
}

func (c *checker) text(r *stringRule, s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= r.minLength && n <= r.maxLength && (r.pattern == nil || c.match(r.pattern, s))
}

// match reports whether s matches p. That uses steps for each character and part of
// p.
func (c *checker) match(p *pattern, s string) bool {
	return !c.spend(p.cost(len(s))) || p.re.MatchString(s)
}

func (c *checker) array(r *arrayRule, v *value) bool {
	n := len(v.elems)
	if n < r.minItems || n > r.maxItems {
		return false
	}
	found := 0
	for i, elem := range v.elems {
		if !c.all(r.elem(nil, i), elem) {
			return false
		}
		if r.contains != nil && c.valid(r.contains, elem) {
			found++
		}
		for j := 0; r.unique && j < i; j++ {
			if c.equal(elem, v.elems[j]) {
				return false
			}
		}
	}
	return r.contains == nil || found >= r.minContains && found <= r.maxContains
}

func (c *checker) object(r *objectRule, v *value) bool {
	n := len(v.names)
	if n < r.minFields || n > r.maxFields {
		return false
	}
	for _, name := range r.required {
		if v.fields[name] == nil {
			return false
		}
	}
	for _, name := range v.names {
		if !c.all(c.member(nil, r, name), v.fields[name]) {
			return false
		}
		if r.propertyNames != nil && !c.valid(r.propertyNames, &value{kind: text, text: name}) {
			return false
		}
	}
	return true
}

// equal reports whether a and b are equal according to JSON Schema: 1 equals 1.0, and
// the order of members does not matter.
func (c *checker) equal(a, b *value) bool {
	if a == b || !c.spend(1) {
		return true
	}
	if a.kind != b.kind || len(a.names) != len(b.names) || len(a.elems) != len(b.elems) {
		return false
	}
	for name, field := range a.fields {
		if other := b.fields[name]; other == nil || !c.equal(field, other) {
			return false
		}
	}
	for i, elem := range a.elems {
		if !c.equal(elem, b.elems[i]) {
			return false
		}
	}
	if a.kind&number == 0 {
		return a.text == b.text && (a.kind != boolean || a.raw[0] == b.raw[0])
	}
	if string(a.raw) == string(b.raw) {
		return true
	}
	x, errX := ratio(a.raw)
	y, errY := ratio(b.raw)
	return errX == nil && errY == nil && x.Cmp(y) == 0
}

// member appends r's rules for the property name.
func (c *checker) member(dst []*rule, r *objectRule, name string) []*rule {
	known := false
	if prop := r.props[name]; prop != nil {
		dst = append(dst, prop)
		known = true
	}
	for _, p := range r.patterns {
		if c.match(p.pattern, name) {
			dst = append(dst, p.rule)
			known = true
		}
	}
	if !known && r.additional != nil {
		dst = append(dst, r.additional)
	}
	return dst
}

// Valid reports whether value is valid against the schema raw. It ignores "format".
func Valid(raw, value []byte) (bool, error) {
	document, err := decode(raw)
	if err != nil {
		return false, err
	}
	r, err := parse(document)
	if err != nil {
		return false, err
	}
	v, err := decode(value)
	if err != nil {
		return false, err
	}
	c := checker{steps: maxSteps}
	return c.valid(r, v), nil
}
