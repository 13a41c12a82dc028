package schema

import (
	"math/big"
	"strconv"
)

// span parses two counts, which default to 0 and unlimited.
func (p *parser) span(v *value, least, most string) (lo, hi int) {
	lo, hi = p.number(v, least, 0), p.number(v, most, unlimited)
	if lo > maxCount {
		p.fail("%s is %d, the limit is %d", least, lo, maxCount)
	}
	return lo, hi
}

// number parses a count.
func (p *parser) number(v *value, name string, missing int) int {
	x := p.ratio(v, name)
	if x == nil {
		return missing
	}
	if !x.IsInt() || x.Sign() < 0 {
		p.fail("%s must be a non-negative integer", name)
		return missing
	}
	if x.Cmp(big.NewRat(unlimited, 1)) > 0 {
		return unlimited
	}
	return int(x.Num().Int64())
}

func (p *parser) ratio(v *value, name string) *big.Rat {
	f := v.fields[name]
	if f == nil {
		return nil
	}
	if f.kind&number == 0 {
		p.fail("%s must be a number", name)
		return nil
	}
	x, err := ratio(f.raw)
	if err != nil {
		p.fail("%s: %v", name, err)
	}
	return x
}

func (p *parser) word(v *value, name string) string {
	f := v.fields[name]
	if f == nil {
		return ""
	}
	if f.kind != text {
		p.fail("%s must be a string", name)
	}
	return f.text
}

func (p *parser) words(v *value, name string) []string {
	f := v.fields[name]
	if f == nil {
		return nil
	}
	if f.kind != array {
		p.fail("%s must be an array of strings", name)
	}
	words := make([]string, len(f.elems))
	for i, elem := range f.elems {
		if elem.kind != text {
			p.fail("%s must be an array of strings", name)
		}
		words[i] = elem.text
	}
	return words
}

func (p *parser) flag(v *value, name string) bool {
	f := v.fields[name]
	if f != nil && f.kind != boolean {
		p.fail("%s must be a boolean", name)
	}
	return f != nil && f.kind == boolean && f.raw[0] == 't'
}

// table parses an object; a missing one is empty.
func (p *parser) table(v *value, name string) *value {
	f := v.fields[name]
	if f == nil {
		return &value{}
	}
	if f.kind != object {
		p.fail("%s must be an object", name)
	}
	return f
}

// one parses a schema, or returns nil if it is missing.
func (p *parser) one(v *value, name string) *rule {
	f := v.fields[name]
	if f == nil {
		return nil
	}
	return p.at(f, name)
}

// list parses an array of schemas.
func (p *parser) list(v *value, name string) []*rule {
	f := v.fields[name]
	if f == nil {
		return nil
	}
	if f.kind != array {
		p.fail("%s must be an array of schemas", name)
	}
	rules := make([]*rule, len(f.elems))
	for i, elem := range f.elems {
		rules[i] = p.at(elem, name, strconv.Itoa(i))
	}
	return rules
}
