package schema

import "math/rand/v2"

const (
	maxExtra   = 16 << 10 // bytes of a value beyond the smallest one
	maxDepth   = 64       // of nesting beyond which all is as small as can be
	maxAgain   = 2        // times that a recursion begins anew before it ends
	maxRetries = 64       // of a value that turns out invalid
	maxSteps   = 1 << 18  // of the checker, for one value with all its retries
)

// generator is the state of making up one value.
type generator struct {
	*rand.Rand
	checker
	extra  int // see maxExtra; what is left
	depth  int
	again  int
	failed bool // something in the value is not valid
}

// value appends a value of p. Strings that may be anything are made from hint,
// or of words if it is nil.
func (g *generator) value(dst []byte, p *plan, hint *pattern) []byte {
	start, extra := len(dst), g.extra
	g.depth++
	if p.again {
		g.again++
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
	if p.again {
		g.again--
	}
	g.depth--
	return dst
}

// form appends a value of f. It is not a method of form so that g can stay on
// the stack.
func (g *generator) form(dst []byte, f form, hint *pattern) []byte {
	switch f := f.(type) {
	case *literals:
		return f.append(g, dst)
	case *decimal:
		return f.append(g, dst)
	case *prose:
		return f.append(g, dst, hint)
	case *list:
		return f.append(g, dst, hint)
	}
	return f.(*record).append(g, dst)
}

// choose picks an option of p, null less often than others.
func (g *generator) choose(p *plan) form {
	n := len(p.options)
	first := g.IntN(n)
	if l, ok := p.options[first].form.(*literals); ok && l.null() {
		first = g.IntN(n)
	}
	for i := first; ; i++ { // up to the smallest, which costs nothing
		o := p.options[i%n]
		if g.afford(o.size - p.size) {
			return o.form
		}
	}
}

// afford takes size bytes from what may be spent beyond the smallest value, if
// they are left and nesting is not too deep for that.
func (g *generator) afford(size int) bool {
	if size > 0 && (size > g.extra || g.again > maxAgain || g.depth > maxDepth) {
		return false
	}
	g.extra -= size
	return true
}

// passes tells whether raw, made up for p, is valid. Without steps left it is.
func (g *generator) passes(p *plan, raw []byte) bool {
	if !g.spend(len(raw)) {
		return true
	}
	v, err := decode(raw)
	return err != nil || g.all(p.rules, v)
}
