package schema

// enumForm is a form of enumerated values, as JSON.
type enumForm struct {
	leaf
	values [][]byte
	known  map[string]bool // keys of values, while some are added
}

// candidates returns the values of kinds k that rules enumerate. Without an
// enumeration it returns null, true and false, if allowed.
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

// newEnumForm returns a form of values, equal ones once. If p already has such a form, it
// adds the values to it and returns nil.
func newEnumForm(p *plan, values []*value) form {
	l := &enumForm{}
	joined := false
	for _, o := range p.options {
		if there, ok := o.form.(*enumForm); ok {
			l, joined = there, true
		}
	}
	if l.known == nil {
		l.known = map[string]bool{}
		for _, raw := range l.values {
			if v, err := decode(raw); err == nil {
				l.known[string(v.appendKey(nil))] = true
			}
		}
	}
	for _, v := range values {
		if key := v.appendKey(nil); !l.known[string(key)] {
			l.known[string(key)] = true
			l.values = append(l.values, v.append(nil))
		}
	}
	if joined {
		return nil
	}
	return l
}

// null reports whether null is the only value.
func (l *enumForm) null() bool { return len(l.values) == 1 && string(l.values[0]) == "null" }

func (l *enumForm) append(g *generator, dst []byte) []byte {
	return append(dst, l.values[g.IntN(len(l.values))]...)
}

// measure returns the size of the longest value, because any may be chosen.
func (l *enumForm) measure() (size int) {
	for _, one := range l.values {
		size = max(size, len(one))
	}
	return size
}
