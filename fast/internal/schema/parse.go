package schema

import (
	"fmt"
)

// parser turns the values of a document into rules: those reachable from the root,
// each once. The first error sticks.
type parser struct {
	root   *value
	ids    map[string]*value // schemas by $id; anchors begin with #
	rules  map[*value]*rule
	count  int      // of rules
	path   []string // names that lead to the current schema
	pieces int      // of all regular expressions so far
	err    error
}

func parse(doc *value) (*rule, error) {
	p := parser{root: doc, ids: map[string]*value{}, rules: map[*value]*rule{}}
	p.collect(doc)
	return p.rule(doc), p.err
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = contextError(p.path, fmt.Sprintf(format, args...))
	}
}

// newRule returns a rule without constraints.
func (p *parser) newRule() *rule {
	p.count++
	return &rule{
		id: p.count, kinds: anyKind,
		stringRule: stringRule{maxLength: unlimited},
		arrayRule:  arrayRule{maxItems: unlimited, maxContains: unlimited},
		objectRule: objectRule{maxFields: unlimited},
	}
}

// rule parses the schema v, unless that has been done or begun before.
func (p *parser) rule(v *value) *rule {
	if r := p.rules[v]; r != nil {
		return r
	}
	r := p.newRule()
	p.rules[v] = r
	switch {
	case p.err != nil:
	case len(p.path) > 2*maxNesting:
		p.err = fmt.Errorf("schema is nested too deeply")
	case v.kind == boolean:
		if v.raw[0] == 'f' {
			r.kinds = 0
		}
	case v.kind == object:
		p.general(r, v)
		p.numbers(r, v)
		p.strings(r, v)
		p.arrays(r, v)
		p.objects(r, v)
		p.logic(r, v)
	default:
		p.fail("a schema must be an object or a boolean")
	}
	return r
}

// at parses the schema v, which path leads to from the current one.
func (p *parser) at(v *value, path ...string) *rule {
	n := len(p.path)
	p.path = append(p.path, path...)
	r := p.rule(v)
	p.path = p.path[:n]
	return r
}

func (p *parser) general(r *rule, v *value) {
	if t := v.fields["type"]; t != nil {
		r.typed = true
		r.kinds = p.kinds(t)
	}
	if e := v.fields["enum"]; e != nil {
		if len(e.elems) == 0 {
			p.fail("enum must be an array with at least one value")
		}
		r.enums = append(r.enums, e.elems)
	}
	if c := v.fields["const"]; c != nil {
		r.enums = append(r.enums, []*value{c})
	}
}

// kinds parses the value of "type".
func (p *parser) kinds(v *value) (k kinds) {
	names := v.elems
	if v.kind != array {
		names = []*value{v}
	}
	for _, name := range names {
		one := kindsOf(name.text)
		if one == 0 {
			p.fail("%.100s is not a valid type", name.append(nil))
		}
		k |= one
	}
	if k == 0 {
		p.fail("type must not be empty")
	}
	return k
}

func (p *parser) numbers(r *rule, v *value) {
	r.about |= about(v, number, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
	r.lo = p.limit(v, "minimum", "exclusiveMinimum").tighter(p.limit(v, "exclusiveMinimum", ""), 1)
	r.hi = p.limit(v, "maximum", "exclusiveMaximum").tighter(p.limit(v, "exclusiveMaximum", ""), -1)
	if r.multiple = p.ratio(v, "multipleOf"); r.multiple != nil && r.multiple.Sign() <= 0 {
		p.fail("multipleOf must be greater than 0")
	}
}

// limit parses a limit. It is open if its name is exclusive or, as in draft 4, if the
// keyword exclusive is true.
func (p *parser) limit(v *value, name, exclusive string) limit {
	if f := v.fields[name]; f != nil && f.kind == boolean {
		return limit{}
	}
	flag := v.fields[exclusive]
	return limit{
		at:   p.ratio(v, name),
		open: exclusive == "" || flag != nil && flag.kind == boolean && flag.raw[0] == 't',
	}
}

func (p *parser) strings(r *rule, v *value) {
	r.about |= about(v, text, "minLength", "maxLength", "pattern", "format")
	r.minLength, r.maxLength = p.span(v, "minLength", "maxLength")
	r.pattern = p.pattern(p.word(v, "pattern"), "pattern")
	r.format = newFormat(p.word(v, "format"))
}

// pattern parses the regular expression of keyword. It returns nil if there is none.
func (p *parser) pattern(expr, keyword string) *pattern {
	if expr == "" {
		return nil
	}
	parsed, err := newPattern(expr)
	switch {
	case err == errLookaround || err == errBackreference:
		if p.err == nil {
			p.err = &RegexpError{err, jsonPath(append(p.path, keyword))}
		}
		return nil
	case err != nil:
		p.fail("%v", err)
		return nil
	}
	if p.pieces += parsed.size; p.pieces > maxPieces {
		p.fail("the regular expressions of the schema are too large")
		return nil
	}
	parsed.compile(expr)
	return parsed
}

func (p *parser) arrays(r *rule, v *value) {
	r.about |= about(v, array, "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains",
		"unevaluatedItems")
	r.minItems, r.maxItems = p.span(v, "minItems", "maxItems")
	r.minContains, r.maxContains = p.span(v, "minContains", "maxContains")
	if v.fields["minContains"] == nil {
		r.minContains = 1
	}
	r.unique = p.flag(v, "uniqueItems")
	r.contains = p.one(v, "contains")
	r.otherItems = p.one(v, "unevaluatedItems")
	r.prefix = p.list(v, "prefixItems")
	if items := v.fields["items"]; items != nil && items.kind == array { // before 2020-12
		r.prefix = p.list(v, "items")
		r.items = p.one(v, "additionalItems")
	} else {
		r.items = p.one(v, "items")
	}
}

func (p *parser) objects(r *rule, v *value) {
	r.about |= about(v, object, "properties", "required", "additionalProperties", "patternProperties",
		"propertyNames", "minProperties", "maxProperties", "unevaluatedProperties")
	r.minFields, r.maxFields = p.span(v, "minProperties", "maxProperties")
	props := p.table(v, "properties")
	r.names = props.names
	if len(r.names) > 0 {
		r.props = make(map[string]*rule, len(r.names))
	}
	for _, name := range props.names {
		r.props[name] = p.at(props.fields[name], "properties", name)
	}
	patterns := p.table(v, "patternProperties")
	for _, expr := range patterns.names {
		one := p.at(patterns.fields[expr], "patternProperties", expr)
		if parsed := p.pattern(expr, "patternProperties"); parsed != nil {
			r.patterns = append(r.patterns, patternRule{parsed, one})
		}
	}
	r.additional = p.one(v, "additionalProperties")
	r.otherFields = p.one(v, "unevaluatedProperties")
	r.propertyNames = p.one(v, "propertyNames")
	r.required = p.words(v, "required")
}

// about returns k if v has one of these keywords.
func about(v *value, k kinds, names ...string) kinds {
	for _, name := range names {
		if v.fields[name] != nil {
			return k
		}
	}
	return 0
}
