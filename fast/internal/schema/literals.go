package schema

// literals are the values of an enumeration, as JSON.
type literals struct {
	leaf
	values [][]byte
}

// candidates returns the values of kinds k that rules enumerate; without an
// enumeration those of them that are null or boolean.
func (b *builder) candidates(rules []*rule, k kinds) (valid []*value) {
	all := constants
	enumerated := false
	for _, r := range rules {
		for _, enum := range r.enums {
			if !enumerated || len(enum) < len(all) {
				all, enumerated = enum, true
			}
		}
	}
	for _, v := range all {
		if v.kind&k != 0 && b.all(rules, v) && b.work(1) {
			valid = append(valid, v)
		}
	}
	return valid
}

var constants = []*value{
	{kind: null, raw: []byte("null")},
	{kind: boolean, raw: []byte("true")},
	{kind: boolean, raw: []byte("false")},
}

// newLiterals returns a form of values, each once. It returns nil if p has
// literals already: values join those.
func newLiterals(p *plan, values []*value) form {
	l := &literals{}
	joined := false
	for _, o := range p.options {
		if there, ok := o.form.(*literals); ok {
			l, joined = there, true
		}
	}
	known := map[string]bool{}
	for _, raw := range l.values {
		known[string(raw)] = true
	}
	for _, v := range values {
		if raw := v.append(nil); !known[string(raw)] {
			known[string(raw)] = true
			l.values = append(l.values, raw)
		}
	}
	if joined {
		return nil
	}
	return l
}

// null tells whether there is nothing but null.
func (l *literals) null() bool { return len(l.values) == 1 && string(l.values[0]) == "null" }

func (l *literals) append(g *generator, dst []byte) []byte {
	return append(dst, l.values[g.IntN(len(l.values))]...)
}

// measure returns the longest: any may be chosen.
func (l *literals) measure() (size int) {
	for _, one := range l.values {
		size = max(size, len(one))
	}
	return size
}
