package schema

import "math/rand/v2"

const (
	maxExtra      = 16 << 10 // bytes of a value beyond the smallest possible
	maxDepth      = 64       // nesting depth beyond which everything is as small as possible
	maxRecursions = 2        // levels of a recursion before it ends
	maxRetries    = 64       // of an invalid value
	maxSteps      = 1 << 18  // of the checker, per value with all its retries
)

// generator is the state of generating one value.
type generator struct {
	*rand.Rand
	checker
	extra      int // what is left of maxExtra
	depth      int
	recursions int
	failed     bool // something in the value is not valid
}

// value appends a value of p. Strings without constraints are made from hint, or from
// words if it is nil.
func (g *generator) value(dst []byte, p *plan, hint *pattern) []byte {
	start, extra := len(dst), g.extra
	g.depth++
	if p.recursive {
		g.recursions++
	}
	failed := g.failed
	for range maxRetries {
		g.extra, g.failed = extra, failed
		dst = g.form(dst[:start], g.choose(p), hint)
		if !p.checked || g.passes(p, dst[start:]) {
			break
		}
		g.failed = true
	}
	if p.recursive {
		g.recursions--
	}
	g.depth--
	return dst
}

// form appends a value of f. It is not a method of form, so that g can stay on the
// stack.
func (g *generator) form(dst []byte, f form, hint *pattern) []byte {
	switch f := f.(type) {
	case *enumForm:
		return f.append(g, dst)
	case *numberForm:
		return f.append(g, dst)
	case *stringForm:
		return f.append(g, dst, hint)
	case *arrayForm:
		return f.append(g, dst, hint)
	}
	return f.(*objectForm).append(g, dst)
}

// choose picks an option of p, null less often than others.
func (g *generator) choose(p *plan) form {
	n := len(p.options)
	first := g.IntN(n)
	if l, ok := p.options[first].form.(*enumForm); ok && l.null() {
		first = g.IntN(n)
	}
	for i := first; ; i++ { // ends at the smallest, which costs nothing
		o := p.options[i%n]
		if g.spendExtra(o.size - p.size) {
			return o.form
		}
	}
}

// spendExtra uses size bytes of the extra ones. It returns false if too few are left
// or nesting is too deep.
func (g *generator) spendExtra(size int) bool {
	if size > 0 && (size > g.extra || g.recursions > maxRecursions || g.depth > maxDepth) {
		return false
	}
	g.extra -= size
	return true
}

// passes reports whether raw, generated for p, is valid. Without steps left it
// returns true.
func (g *generator) passes(p *plan, raw []byte) bool {
	if !g.spend(len(raw)) {
		return true
	}
	v, err := decode(raw)
	return err != nil || g.all(p.rules, v)
}
