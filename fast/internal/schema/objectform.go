package schema

import (
	"cmp"
	"slices"
	"strconv"
)

// objectForm is a form of objects.
type objectForm struct {
	fields   []field // in order
	required int     // number of required fields
	min, max int     // number of fields in an object
}

// field is a property.
type field struct {
	name     string
	key      []byte // `"name":`
	plan     *plan
	hint     *pattern // its strings are made from it, unless they have constraints
	required bool
}

// objectForm returns nil if the constraints contradict each other.
func (b *builder) objectForm(rules []*rule) form {
	f := &objectForm{max: unlimited}
	required := map[string]bool{}
	for _, r := range rules {
		f.min = max(f.min, r.minFields)
		f.max = min(f.max, r.maxFields)
		for _, name := range r.required {
			required[name] = true
		}
	}
	known := map[string]bool{}
	for _, r := range rules {
		for _, name := range r.names {
			b.field(f, known, rules, name)
		}
	}
	for _, r := range rules {
		for _, name := range r.required {
			b.field(f, known, rules, name)
		}
	}
	for i := range f.fields {
		f.fields[i].required = required[f.fields[i].name]
	}
	f.required = len(required)
	b.addUnnamed(f, known, rules)
	if f.required > f.max || len(f.fields) < f.min {
		return nil
	}
	return f
}

// field adds the property name to f, unless it is known.
func (b *builder) field(f *objectForm, known map[string]bool, rules []*rule, name string) {
	if known[name] || !b.work(len(rules)) {
		return
	}
	known[name] = true
	f.fields = append(f.fields, field{
		name: name,
		key:  append(appendQuoted(nil, name), ':'),
		plan: b.plan(b.members(rules, name), text),
		hint: b.hint(name),
	})
}

// members returns the rules for the property name.
func (b *builder) members(rules []*rule, name string) (all []*rule) {
	for _, r := range rules {
		all = b.member(all, &r.objectRule, name)
	}
	for _, r := range rules {
		if len(all) == 0 && r.otherFields != nil {
			all = append(all, r.otherFields)
		}
	}
	for _, r := range rules {
		if r.propertyNames != nil && !b.valid(r.propertyNames, &value{kind: text, text: name}) {
			all = append(all, b.never)
		}
	}
	return all
}

// unnamedProperties is the number of properties of an object whose schema names none.
const unnamedProperties = 2

// addUnnamed adds properties that are not named if there are too few, or if the
// object is a dictionary.
func (b *builder) addUnnamed(f *objectForm, known map[string]bool, rules []*rule) {
	want := f.min
	if len(known) == 0 && slices.ContainsFunc(rules, func(r *rule) bool {
		return r.additional != nil || r.patterns != nil
	}) {
		want = max(want, unnamedProperties)
	}
	want = min(want, f.max)
	for i := 0; i < 4*want && len(f.fields) < want && b.work(len(rules)); i++ {
		n := len(f.fields)
		b.field(f, known, rules, b.name(rules, i))
		if last := len(f.fields) - 1; last == n && f.fields[n].plan.done && len(f.fields[n].plan.options) == 0 {
			f.fields = f.fields[:n]
		}
	}
}

// name returns the name of a new property: one that satisfies propertyNames, matches
// a pattern, or is a word.
func (b *builder) name(rules []*rule, i int) string {
	names := []*rule{b.anyString}
	var patterns []patternRule
	for _, r := range rules {
		patterns = append(patterns, r.patterns...)
		if r.propertyNames != nil {
			names = append(names, r.propertyNames)
		}
	}
	g := generator{Rand: b.Rand}
	if p := b.plan(names, text); len(names) > 1 && len(p.options) > 0 {
		if f, ok := p.options[0].form.(*stringForm); !ok || f.sources != nil {
			v, _ := decode(g.form(nil, p.options[0].form, nil))
			return v.text
		}
	}
	if n := len(patterns); n > 0 && i%2 == 0 {
		return string(patterns[i/2%n].append(nil, b.Rand, 1, unlimited))
	}
	name := string(appendWord(nil, b.Rand))
	if i >= len(words)/2 {
		name += "_" + strconv.Itoa(i)
	}
	return name
}

// hint returns what strings of the property name are made from, or nil for words.
func (b *builder) hint(name string) *pattern {
	expr := nameExpr(name)
	if expr == "" {
		return nil
	}
	if b.hints[expr] == nil {
		b.hints[expr], _ = newPattern(expr)
	}
	return b.hints[expr]
}

func (f *objectForm) append(g *generator, dst []byte) []byte {
	dst = append(dst, '{')
	room := f.max - f.required
	n := 0
	for i := range f.fields {
		one := &f.fields[i]
		if !one.required {
			if room == 0 || g.IntN(8) == 0 || !g.spendExtra(one.size()) {
				continue
			}
			room--
		}
		dst = appendComma(dst, n)
		dst = append(dst, one.key...)
		dst = g.value(dst, one.plan, one.hint)
		n++
	}
	return append(dst, '}')
}

// size returns the size of the smallest member.
func (f *field) size() int { return plus(len(f.key), 1, f.plan.size) }

func (f *objectForm) measure() int {
	size := 2 + nestingSize
	var others []int
	for i := range f.fields {
		if one := &f.fields[i]; one.required {
			size = plus(size, 1, one.size())
		} else if f.min > f.required {
			others = append(others, one.size())
		}
	}
	slices.Sort(others)
	for i := range f.min - f.required {
		size = plus(size, 1, others[i])
	}
	return size
}

// finish makes the smallest optional properties required, as many as an object needs.
// Sizes must be known.
func (f *objectForm) finish() {
	if f.required >= f.min {
		return
	}
	var others []*field
	for i := range f.fields {
		if one := &f.fields[i]; !one.required {
			others = append(others, one)
		}
	}
	slices.SortStableFunc(others, func(a, b *field) int { return cmp.Compare(a.size(), b.size()) })
	for _, one := range others[:f.min-f.required] {
		one.required = true
	}
	f.required = f.min
}

func (f *objectForm) unsatisfiable() (*plan, []string) {
	for i := range f.fields {
		if one := &f.fields[i]; one.required && one.plan.size == infinite {
			return one.plan, []string{"properties", one.name}
		}
	}
	return nil, nil
}
