package schema

import "math/big"

// rule is one schema of a document: its constraints on a value. Constraints on one kind of
// values do not concern the other kinds. A missing limit is the zero value or, for a maximum,
// unlimited.
type rule struct {
	id    int
	typed bool       // it has a "type"
	about kinds      // it has keywords for these
	kinds kinds      // allowed kinds
	enums [][]*value // enum and const: a value must be in each of these

	numberRule
	stringRule
	arrayRule
	objectRule
	logicRule
}

// numberRule constrains numbers.
type numberRule struct {
	lo, hi   limit
	multiple *big.Rat
}

// stringRule constrains strings.
type stringRule struct {
	minLength, maxLength int // in characters
	pattern              *pattern
	format               *format // nil if unknown
}

// arrayRule constrains arrays.
type arrayRule struct {
	prefix                   []*rule
	items                    *rule // after prefix
	minItems, maxItems       int
	unique                   bool
	otherItems               *rule // unevaluatedItems: for elements without prefix or items in any rule
	contains                 *rule
	minContains, maxContains int
}

// objectRule constrains objects.
type objectRule struct {
	names                []string // of the properties, in order
	props                map[string]*rule
	patterns             []patternRule
	additional           *rule // for properties that match no name or pattern above
	otherFields          *rule // unevaluatedProperties: for properties without any of these in any rule
	propertyNames        *rule
	required             []string
	minFields, maxFields int
}

// logicRule combines other rules, for values of any kind.
type logicRule struct {
	ref   *rule
	allOf []*rule
	anyOf [][]*rule // one of each must hold; includes dependencies and if-then-else
	oneOf []*rule
	not   *rule
}

// unlimited is more than any count in use.
const unlimited = 1 << 40

// patternRule applies to the properties whose names match.
type patternRule struct {
	*pattern
	rule *rule
}

// limit is one end of a range of numbers. The zero value is no limit.
type limit struct {
	at   *big.Rat
	open bool // at itself is out of range
}

// elem appends r's rules for element i.
func (r *arrayRule) elem(dst []*rule, i int) []*rule {
	switch {
	case i < len(r.prefix):
		return append(dst, r.prefix[i])
	case r.items != nil:
		return append(dst, r.items)
	}
	return dst
}
