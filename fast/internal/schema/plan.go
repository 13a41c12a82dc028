package schema

import (
	"errors"
	"math/rand/v2"
	"slices"
)

// plan describes how to generate a value that satisfies all of its rules.
type plan struct {
	rules     []*rule
	options   []option // each alone satisfies the rules
	checked   bool     // its values must be checked against the rules
	recursive bool     // it begins a recursion
	done      bool     // options is complete

	// size is about the size in bytes of the smallest value, infinite if there is none.
	// For an array or object it includes nestingSize, which limits the depth too.
	size int
}

// option is one kind of value of a plan.
type option struct {
	form
	size int // as in plan
}

// form generates values of one kind: *enumForm, *numberForm, *stringForm, *arrayForm
// or *objectForm.
type form interface {
	// measure returns the size of the smallest value, from the known sizes of the
	// plans below.
	measure() int
	// unsatisfiable returns a plan below without values that this form needs, and its
	// path. It returns nil if there is none.
	unsatisfiable() (*plan, []string)
}

// leaf is embedded in forms without plans below.
type leaf struct{}

func (leaf) unsatisfiable() (*plan, []string) { return nil, nil }

const (
	infinite    = 1 << 40
	nestingSize = 128
)

const (
	maxOptions = 32 // per plan; a few of many suffice
	maxRounds  = 64 // of measuring
)

// builder makes plans for sets of rules, one for each set.
type builder struct {
	plans map[string]*plan
	order []*plan // children first, except in a recursion
	depth int     // of the plan being made
	checker
	*rand.Rand                     // for names of new properties
	hints      map[string]*pattern // by expression
	never      *rule               // no value satisfies it
	anyString  *rule               // all strings satisfy it
	err        error
}

var (
	errComplex = errors.New("schema is too complex")
	errNesting = errors.New("schema is nested too deeply")
)

// build returns the plan for values that satisfy all rules.
func build(rules ...*rule) (*plan, error) {
	b := builder{
		plans:     map[string]*plan{},
		checker:   checker{steps: maxWork},
		Rand:      rand.New(rand.NewPCG(1, 2)),
		hints:     map[string]*pattern{},
		never:     &rule{id: -1},
		anyString: &rule{id: -2, kinds: text, typed: true, stringRule: stringRule{maxLength: unlimited}},
	}
	p := b.plan(rules, object)
	if !b.work(0) {
		return nil, b.err
	}
	measure(b.order)
	switch {
	case p.size >= infinite:
		return nil, contextError(p.unsatisfiable(), "no value satisfies the schema")
	case p.size > maxSize:
		return nil, errors.New("the smallest value that satisfies the schema is too large")
	}
	for _, one := range b.order {
		one.finish()
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

// plan returns the plan for values that satisfy all rules. open are the kinds that
// are used if the rules leave the kind open.
func (b *builder) plan(rules []*rule, open kinds) *plan {
	key := make([]byte, 1, 1+4*len(rules))
	key[0] = byte(open)
	for _, r := range rules {
		key = append(key, byte(r.id), byte(r.id>>8), byte(r.id>>16), byte(r.id>>24))
	}
	if p := b.plans[string(key)]; p != nil {
		p.recursive = p.recursive || !p.done
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

// expand adds to rules, which are already expanded up to from, the rules that they
// refer to. It calls emit for each combination of alternatives from groups and from
// the groups that it finds, until emit returns false.
func (b *builder) expand(rules []*rule, from int, groups [][]*rule, emit func([]*rule) bool) bool {
	for ; from < len(rules) && b.work(len(rules)); from++ {
		r := rules[from]
		if r.ref != nil {
			rules = include(rules, r.ref)
		}
		for _, one := range r.allOf {
			if (len(rules)-from-1)*len(rules) > b.steps { // as many are to come
				b.work(b.steps + 1)
				return false
			}
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

// include returns rules with r among them. It does not modify the memory of rules.
func include(rules []*rule, r *rule) []*rule {
	if slices.Contains(rules, r) {
		return rules
	}
	return append(slices.Clip(rules), r)
}

// option adds to p the forms that satisfy all rules, which are expanded.
func (b *builder) option(p *plan, rules []*rule, open kinds) {
	k := common(rules, open)
	if values := b.candidates(rules, k); values != nil {
		p.add(newEnumForm(p, values))
	}
	if slices.ContainsFunc(rules, func(r *rule) bool { return r.enums != nil }) {
		return
	}
	p.checked = p.checked || slices.ContainsFunc(rules, func(r *rule) bool {
		return r.not != nil || len(r.oneOf) > 1 || r.contains != nil || k&number == fraction
	})
	if k&number != 0 {
		p.add(b.numberForm(rules, k&number))
	}
	if k&text != 0 {
		p.add(b.stringForm(rules))
	}
	if k&array != 0 {
		p.add(b.arrayForm(rules))
	}
	if k&object != 0 {
		p.add(b.objectForm(rules))
	}
}

// add adds f as an option, unless it is nil.
func (p *plan) add(f form) {
	if f != nil {
		p.options = append(p.options, option{f, infinite})
	}
}

// common returns the kinds that all rules allow. If no rule has a "type", it returns
// the kinds that they have keywords for, or else those in open.
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

// measure computes the sizes of plans in rounds. The size of a recursion is known one
// round after that of its end.
func measure(plans []*plan) {
	for range maxRounds {
		stable := true
		for _, p := range plans {
			for i := range p.options {
				o := &p.options[i]
				if size := o.measure(); size < o.size {
					o.size = size
					stable = false
				}
				p.size = min(p.size, o.size)
			}
		}
		if stable {
			return
		}
	}
}

// plus returns size plus n more values of size one, with their commas. The result is
// infinite only if an operand is.
func plus(size, n, one int) int {
	if size == infinite || one == infinite {
		return infinite
	}
	return min(size+product(n, one+1), infinite-1)
}

// finish completes a plan after measuring. Rules that are no longer needed are left
// to the garbage collector.
func (p *plan) finish() {
	if !p.checked {
		p.rules = nil
	}
	for _, o := range p.options {
		switch f := o.form.(type) {
		case *objectForm:
			if o.size < infinite {
				f.finish()
			}
		case *enumForm:
			f.known = nil
		}
	}
}

// unsatisfiable returns the path to where p has no value.
func (p *plan) unsatisfiable() (path []string) {
	seen := map[*plan]bool{}
	for p != nil && !seen[p] && len(p.options) > 0 {
		seen[p] = true
		next, names := p.options[0].unsatisfiable()
		p, path = next, append(path, names...)
	}
	return path
}
