package schema

import (
	"errors"
	"math/rand/v2"
	"slices"
)

// plan is a way to make up a value that satisfies all of its rules.
type plan struct {
	rules   []*rule
	options []option // each satisfies the rules, alone
	checked bool     // its values have to be checked against the rules
	again   bool     // it begins a recursion
	done    bool     // options is complete

	// size is that of the smallest value in bytes, about, infinite if there is
	// none. An array or object counts nestingSize on top: that bounds the depth,
	// too.
	size int
}

// option is one kind of value of a plan.
type option struct {
	form
	size int // as in plan
}

// form makes up values of one kind: *literals, *decimal, *prose, *list or *record.
type form interface {
	// measure returns the size of the smallest value, going by what is known of
	// the plans below.
	measure() int
	// blame returns a plan below without which there is no value and where it
	// stands. It returns nil if the fault is not there.
	blame() (*plan, []string)
}

// leaf is what forms share that have no plans below.
type leaf struct{}

func (leaf) blame() (*plan, []string) { return nil, nil }

const (
	infinite    = 1 << 40
	nestingSize = 128
)

const (
	maxOptions = 32 // of a plan: a few of many are enough
	maxRounds  = 64 // of measuring
)

// builder makes plans for sets of rules, one for each set.
type builder struct {
	plans map[string]*plan
	order []*plan // children first, recursion aside
	depth int     // of plans that are being made
	checker
	*rand.Rand                     // for names that are made up
	hints      map[string]*pattern // by expression
	never      *rule               // no value satisfies it
	named      *rule               // all strings satisfy it
	err        error
}

var (
	errComplex = errors.New("schema is too complex")
	errNesting = errors.New("schema is nested too deeply")
)

// build makes the plan for values that satisfy all rules.
func build(rules ...*rule) (*plan, error) {
	b := builder{
		plans:   map[string]*plan{},
		checker: checker{steps: maxWork},
		Rand:    rand.New(rand.NewPCG(1, 2)),
		hints:   map[string]*pattern{},
		never:   &rule{id: -1},
		named:   &rule{id: -2, kinds: text, typed: true, maxLength: unlimited},
	}
	p := b.plan(rules, object)
	if !b.work(0) {
		return nil, b.err
	}
	measure(b.order)
	switch {
	case p.size >= infinite:
		return nil, contextError(p.blame(), "no value satisfies the schema")
	case p.size > maxSize:
		return nil, errors.New("the smallest value that satisfies the schema is too large")
	}
	for _, one := range b.order {
		one.settle()
	}
	return p, nil
}

// work counts n steps. It returns false after an error.
func (b *builder) work(n int) bool {
	if b.steps -= n; b.steps < 0 && b.err == nil {
		b.err = errComplex
	}
	return b.err == nil
}

// plan returns the plan for values that satisfy all rules. Where they leave the
// kind open it is open.
func (b *builder) plan(rules []*rule, open kinds) *plan {
	key := make([]byte, 1, 1+4*len(rules))
	key[0] = byte(open)
	for _, r := range rules {
		key = append(key, byte(r.id), byte(r.id>>8), byte(r.id>>16), byte(r.id>>24))
	}
	if p := b.plans[string(key)]; p != nil {
		p.again = p.again || !p.done
		return p
	}
	p := &plan{rules: rules, size: infinite}
	b.plans[string(key)] = p
	if b.depth++; b.depth > maxNesting && b.err == nil {
		b.err = errNesting
	}
	b.expand(rules, 0, nil, func(all []*rule) bool {
		b.option(p, all, open)
		return len(p.options) < maxOptions
	})
	b.depth--
	p.done = true
	b.order = append(b.order, p)
	return p
}

// expand adds to rules, which are expanded up to from, what they refer to. For
// each way to choose from the groups of alternatives that it meets and from
// groups it calls emit, which may put an end to that.
func (b *builder) expand(rules []*rule, from int, groups [][]*rule, emit func([]*rule) bool) bool {
	for ; from < len(rules) && b.work(len(rules)); from++ {
		r := rules[from]
		if r.ref != nil {
			rules = include(rules, r.ref)
		}
		for _, one := range r.allOf {
			rules = include(rules, one)
		}
		groups = append(slices.Clip(groups), r.anyOf...)
		if r.oneOf != nil {
			groups = append(groups, r.oneOf)
		}
	}
	if b.err != nil {
		return false
	}
	if len(groups) == 0 {
		return emit(rules)
	}
	for _, one := range groups[0] {
		if !b.expand(include(rules, one), from, groups[1:], emit) {
			return false
		}
	}
	return true
}

// include returns rules with r among them. It leaves the memory of rules alone.
func include(rules []*rule, r *rule) []*rule {
	if slices.Contains(rules, r) {
		return rules
	}
	return append(slices.Clip(rules), r)
}

// option adds to p what satisfies all of rules, which are expanded.
func (b *builder) option(p *plan, rules []*rule, open kinds) {
	k := common(rules, open)
	if values := b.candidates(rules, k); values != nil {
		p.add(newLiterals(p, values))
	}
	if slices.ContainsFunc(rules, func(r *rule) bool { return r.enums != nil }) {
		return
	}
	p.checked = p.checked || slices.ContainsFunc(rules, func(r *rule) bool {
		return r.not != nil || len(r.oneOf) > 1 || r.contains != nil || k&number == fraction
	})
	if k&number != 0 {
		p.add(b.number(rules, k&number))
	}
	if k&text != 0 {
		p.add(b.prose(rules))
	}
	if k&array != 0 {
		p.add(b.list(rules))
	}
	if k&object != 0 {
		p.add(b.record(rules))
	}
}

// add adds f as an option unless it is nil.
func (p *plan) add(f form) {
	if f != nil {
		p.options = append(p.options, option{f, infinite})
	}
}

// common returns the kinds that all rules allow. If none has a "type" these are
// the ones that they have keywords for, or else those that are open.
func common(rules []*rule, open kinds) kinds {
	k, about := anyKind, kinds(0)
	for _, r := range rules {
		k &= r.kinds
		about |= r.about
		if r.typed || r.enums != nil {
			about = anyKind
		}
	}
	switch {
	case k&about != 0:
		return k & about
	case k&open != 0 && about == 0:
		return k & open
	}
	return k
}

// measure finds the sizes of plans, in rounds: a recursion is known to end only
// after one in which its end was.
func measure(plans []*plan) {
	for range maxRounds {
		settled := true
		for _, p := range plans {
			for i := range p.options {
				o := &p.options[i]
				if size := o.measure(); size < o.size {
					o.size = size
					settled = false
				}
				p.size = min(p.size, o.size)
			}
		}
		if settled {
			return
		}
	}
}

// plus adds to size that of n more values, each of size one with its comma. Only
// what is infinite makes it infinite.
func plus(size, n, one int) int {
	if size == infinite || one == infinite {
		return infinite
	}
	return min(size+product(n, one+1), infinite-1)
}

// settle ends what measuring began. Rules that nobody asks for any more are left
// to the garbage collector.
func (p *plan) settle() {
	if !p.checked {
		p.rules = nil
	}
	for _, o := range p.options {
		if f, ok := o.form.(*record); ok && o.size < infinite {
			f.settle()
		}
	}
}

// blame returns the way down to where it shows that there is no value for p.
func (p *plan) blame() (path []string) {
	seen := map[*plan]bool{}
	for p != nil && !seen[p] && len(p.options) > 0 {
		seen[p] = true
		next, names := p.options[0].blame()
		p, path = next, append(path, names...)
	}
	return path
}
