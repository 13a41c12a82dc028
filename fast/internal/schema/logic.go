package schema

import (
	"net/url"
	"strconv"
	"strings"
)

// logic parses the keywords that combine schemas. if-then-else and dependencies are
// rewritten to anyOf.
func (p *parser) logic(r *rule, v *value) {
	r.ref = p.reference(r, v)
	r.allOf = p.branches(v, "allOf")
	if v.fields["anyOf"] != nil {
		r.anyOf = append(r.anyOf, p.branches(v, "anyOf"))
	}
	r.oneOf = p.branches(v, "oneOf")
	p.not(r, v.fields["not"])
	p.condition(r, v)
	for _, keyword := range []string{"dependentRequired", "dependentSchemas", "dependencies"} {
		p.dependencies(r, v, keyword)
	}
}

// branches parses an array of schemas that must not be empty.
func (p *parser) branches(v *value, name string) []*rule {
	rules := p.list(v, name)
	if v.fields[name] != nil && len(rules) == 0 {
		p.fail("%s must not be empty", name)
	}
	return rules
}

// not removes kinds if v only excludes kinds; otherwise values are checked.
func (p *parser) not(r *rule, v *value) {
	switch {
	case v == nil:
	case v.kind == boolean && v.raw[0] == 't', v.kind == object && len(v.names) == 0:
		r.kinds = 0
	case len(v.names) == 1 && v.names[0] == "type":
		r.kinds &^= p.at(v, "not").kinds
	default:
		r.not = p.at(v, "not")
	}
}

// condition rewrites if-then-else: either if and then hold, or else holds and if does
// not.
func (p *parser) condition(r *rule, v *value) {
	cond, then, otherwise := p.one(v, "if"), p.one(v, "then"), p.one(v, "else")
	if cond == nil || then == nil && otherwise == nil {
		return
	}
	yes, no := p.newRule(), p.newRule()
	yes.allOf = []*rule{cond}
	no.not = cond
	if then != nil {
		yes.allOf = append(yes.allOf, then)
	}
	if otherwise != nil {
		no.allOf = []*rule{otherwise}
	}
	r.anyOf = append(r.anyOf, []*rule{yes, no})
}

// dependencies rewrites them: either a property is absent, or its demand holds.
func (p *parser) dependencies(r *rule, v *value, keyword string) {
	table := p.table(v, keyword)
	for _, name := range table.names {
		var demand *rule
		if f := table.fields[name]; f.kind == array {
			demand = p.newRule()
			demand.required = p.words(table, name)
		} else {
			demand = p.at(f, keyword, name)
		}
		never, absent := p.newRule(), p.newRule()
		never.kinds = 0
		absent.props = map[string]*rule{name: never}
		r.anyOf = append(r.anyOf, []*rule{demand, absent})
	}
}

// reference parses the target of v's $ref.
func (p *parser) reference(r *rule, v *value) *rule {
	for _, keyword := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
		if v.fields[keyword] == nil {
			continue
		}
		ref := p.word(v, keyword)
		target := p.resolve(ref)
		if target == nil {
			p.fail("reference '%.100s' leads nowhere", ref)
			return nil
		}
		to := p.at(target, keyword)
		for next := to; next != nil && p.err == nil; next = next.ref {
			if next == r {
				p.fail("reference '%.100s' leads back to itself", ref)
			}
		}
		return to
	}
	return nil
}

// resolve finds the value that ref names: by $id or anchor, optionally followed by a
// JSON pointer (RFC 6901). It returns nil if there is none.
func (p *parser) resolve(ref string) *value {
	if v := p.ids[ref]; v != nil {
		return v
	}
	base, fragment, _ := strings.Cut(ref, "#")
	v := p.root
	if base != "" {
		v = p.ids[base]
	}
	fragment, err := url.PathUnescape(fragment)
	if err != nil || fragment != "" && fragment[0] != '/' {
		return nil
	}
	tokens := strings.Split(fragment, "/")
	for _, token := range tokens[1:] {
		if v != nil {
			v = v.child(strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
		}
	}
	return v
}

// child returns the member or element for token, or nil.
func (v *value) child(token string) *value {
	if v.kind == array {
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(v.elems) {
			return v.elems[i]
		}
	}
	return v.fields[token]
}

// collect finds the targets that a $ref may name without a pointer.
func (p *parser) collect(v *value) {
	for _, keyword := range []string{"$id", "id", "$anchor", "$dynamicAnchor"} {
		f := v.fields[keyword]
		if f == nil || f.kind != text || f.text == "" {
			continue
		}
		id := f.text
		if strings.HasSuffix(keyword, "nchor") {
			id = "#" + id
		}
		if p.ids[id] == nil {
			p.ids[id] = v
		}
	}
	for _, name := range v.names {
		p.collect(v.fields[name])
	}
	for _, elem := range v.elems {
		p.collect(elem)
	}
}
