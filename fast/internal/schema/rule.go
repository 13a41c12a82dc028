package schema

import "math/big"

// rule is one schema of a document: what it demands of a value. Without limits
// it has their zero value or, for maxima, unlimited.
type rule struct {
	id    int
	typed bool       // it has a "type"
	about kinds      // it has keywords for these
	kinds kinds      // that a value may be of
	enums [][]*value // a value is in each of these: enum and const

	lo, hi   limit
	multiple *big.Rat

	minLength, maxLength int // in characters
	pattern              *pattern
	format               *format // nil unless it is known

	prefix                   []*rule
	items                    *rule // behind prefix
	minItems, maxItems       int
	unique                   bool
	otherItems               *rule // without prefix or items, of any rule: unevaluatedItems
	contains                 *rule
	minContains, maxContains int

	names                []string // of the properties, in order
	props                map[string]*rule
	patterns             []patternRule
	additional           *rule // for properties of no name or pattern above
	otherFields          *rule // without any of these, of any rule: unevaluatedProperties
	propertyNames        *rule
	required             []string
	minFields, maxFields int

	ref   *rule
	allOf []*rule
	anyOf [][]*rule // one of each must hold; dependencies and if-then-else too
	oneOf []*rule
	not   *rule
}

// unlimited is more than any count that matters.
const unlimited = 1 << 40

// patternRule is for the properties whose names match.
type patternRule struct {
	*pattern
	rule *rule
}

// limit is one end of a range of numbers. Its zero value is no limit.
type limit struct {
	at   *big.Rat
	open bool // at itself is out of range
}

// elem appends the rules that r has for the element i.
func (r *rule) elem(dst []*rule, i int) []*rule {
	switch {
	case i < len(r.prefix):
		return append(dst, r.prefix[i])
	case r.items != nil:
		return append(dst, r.items)
	}
	return dst
}
