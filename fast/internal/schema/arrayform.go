package schema

import (
	"bytes"
	"strconv"
)

// arrayForm is a form of arrays: prefix, then count times wanted, then rest.
type arrayForm struct {
	prefix   []*plan
	wanted   *plan // what the array must contain; nil for nothing
	count    int
	rest     *plan
	min, max int
	unique   bool
}

// maxDuplicateRetries is how often a duplicate element is generated again.
const maxDuplicateRetries = 64

// arrayForm returns nil if the lengths contradict each other.
func (b *builder) arrayForm(rules []*rule) form {
	l := &arrayForm{max: unlimited}
	fixed := 0
	var contains *rule
	for _, r := range rules {
		fixed = max(fixed, len(r.prefix))
		l.min = max(l.min, r.minItems)
		l.max = min(l.max, r.maxItems)
		l.unique = l.unique || r.unique
		if r.contains != nil && r.minContains > l.count {
			contains, l.count = r.contains, r.minContains
		}
	}
	for i := 0; i < min(fixed, l.max) && b.work(len(rules)); i++ {
		l.prefix = append(l.prefix, b.plan(elems(rules, i), text))
	}
	rest := elems(rules, fixed)
	l.rest = b.plan(rest, text)
	if contains != nil {
		l.wanted = b.plan(include(rest, contains), text)
		l.min = max(l.min, len(l.prefix)+l.count)
	}
	if l.min > l.max {
		return nil
	}
	return l
}

// elems returns the rules for element i.
func elems(rules []*rule, i int) (all []*rule) {
	for _, r := range rules {
		all = r.elem(all, i)
	}
	for _, r := range rules {
		if len(all) == 0 && r.otherItems != nil {
			all = append(all, r.otherItems)
		}
	}
	return all
}

// at returns the plan of the element i.
func (l *arrayForm) at(i int) *plan {
	switch i -= len(l.prefix); {
	case i < 0:
		return l.prefix[i+len(l.prefix)]
	case i < l.count:
		return l.wanted
	}
	return l.rest
}

// append appends an array of a few elements. Its strings are made from hint.
func (l *arrayForm) append(g *generator, dst []byte, hint *pattern) []byte {
	n := min(l.max, max(1, l.min, len(l.prefix))+g.IntN(3))
	if values := l.rest.enumeration(); l.unique && l.prefix == nil && l.wanted == nil && values != nil {
		n = min(n, len(values))
		for n > l.min && !g.spendExtra((n-l.min)*(l.rest.size+1)) {
			n--
		}
		return g.appendSome(dst, values, n)
	}
	dst = append(dst, '[')
	var few [16]int // keeps starts off the heap
	starts := few[:0]
	for i := range n {
		p := l.at(i)
		if i >= l.min && !g.spendExtra(p.size+1) {
			break
		}
		end := len(dst)
		dst = appendComma(dst, i)
		starts = append(starts, len(dst))
		dst = g.value(dst, p, hint)
		for range maxDuplicateRetries {
			if !l.unique || !g.lastIsDuplicate(dst, starts) {
				break
			}
			dst = g.value(dst[:starts[i]], p, hint)
		}
		if l.unique && g.lastIsDuplicate(dst, starts) {
			dst = dst[:end]
			g.failed = g.failed || i < l.min
			break
		}
	}
	return append(dst, ']')
}

// lastIsDuplicate reports whether the last of the elements that begin at starts is a
// duplicate. Without steps left it returns false.
func (g *generator) lastIsDuplicate(dst []byte, starts []int) bool {
	last := len(starts) - 1
	if !g.spend(last + len(dst) - starts[last]) {
		return false
	}
	for i := range last {
		if bytes.Equal(dst[starts[i]:starts[i+1]-1], dst[starts[last]:]) {
			return true
		}
	}
	return false
}

// appendSome appends an array of n different ones of values, in their order.
func (g *generator) appendSome(dst []byte, values [][]byte, n int) []byte {
	dst = append(dst, '[')
	for i, taken := 0, 0; taken < n; i++ {
		if g.IntN(len(values)-i) < n-taken {
			dst = append(appendComma(dst, taken), values[i]...)
			taken++
		}
	}
	return append(dst, ']')
}

// enumeration returns all values of p, or nil if they are not merely enumerated.
func (p *plan) enumeration() [][]byte {
	if len(p.options) == 1 {
		if l, ok := p.options[0].form.(*enumForm); ok {
			return l.values
		}
	}
	return nil
}

func (l *arrayForm) measure() int {
	size := 2 + nestingSize
	for _, p := range l.prefix[:min(l.min, len(l.prefix))] {
		size = plus(size, 1, p.size)
	}
	if l.count > 0 {
		size = plus(size, l.count, l.wanted.size)
	}
	if more := l.min - len(l.prefix) - l.count; more > 0 {
		size = plus(size, more, l.rest.size)
	}
	if values := l.rest.enumeration(); l.unique && values != nil && len(l.prefix)+len(values) < l.min {
		return infinite
	}
	return size
}

func (l *arrayForm) unsatisfiable() (*plan, []string) {
	for i := range min(l.min, len(l.prefix)+l.count+1) {
		if p := l.at(i); p.size == infinite {
			if i < len(l.prefix) {
				return p, []string{"prefixItems", strconv.Itoa(i)}
			}
			return p, []string{"items"}
		}
	}
	return nil, nil
}
