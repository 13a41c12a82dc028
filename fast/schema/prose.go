package schema

import "unicode/utf8"

// prose is a form of strings.
type prose struct {
	leaf
	min, max int        // characters
	patterns []*pattern // all match
	sources  []*pattern // what strings are made from: the format, the patterns
}

// maxDrafts is how often a string that does not fit is made up again.
const maxDrafts = 16

// newProse returns nil if the lengths contradict each other.
func newProse(rules []*rule) form {
	f := &prose{max: unlimited}
	for _, r := range rules {
		f.min = max(f.min, r.minLength)
		f.max = min(f.max, r.maxLength)
		if r.pattern != nil {
			f.patterns = append(f.patterns, r.pattern)
		}
		if r.format != nil {
			f.sources = append(f.sources, r.format)
		}
	}
	f.sources = append(f.sources, f.patterns...)
	if f.min > f.max {
		return nil
	}
	return f
}

// append appends a string, made from hint if there are no sources and it is not
// nil.
func (f *prose) append(g *generator, dst []byte, hint *pattern) []byte {
	dst = append(dst, '"')
	start := len(dst)
	for i := range maxDrafts {
		from := hint
		if n := len(f.sources); n > 0 {
			from = f.sources[i*n/maxDrafts]
		}
		if from == nil {
			break
		}
		dst = from.append(dst[:start], g.Rand, f.min, f.max)
		if f.fits(g, dst[start:]) {
			return appendEnd(dst, start)
		}
	}
	if len(f.patterns) == 0 {
		dst = appendPhrase(dst[:start], g.Rand, f.min, f.max)
	}
	return appendEnd(dst, start)
}

// fits tells whether s has the right length and matches.
func (f *prose) fits(g *generator, s []byte) bool {
	if n := utf8.RuneCount(s); n < f.min || n > f.max {
		return false
	}
	for _, p := range f.patterns {
		if g.spend(p.cost(len(s))) && !p.re.Match(s) {
			return false
		}
	}
	return true
}

// appendEnd ends a string whose characters begin at start, escaping them if need
// be.
func appendEnd(dst []byte, start int) []byte {
	for _, c := range dst[start:] {
		if c < ' ' || c == '"' || c == '\\' {
			return appendQuoted(dst[:start-1], string(dst[start:]))
		}
	}
	return append(dst, '"')
}

func (f *prose) measure() int {
	size := f.min
	for _, p := range f.patterns {
		size = max(size, p.root.min)
	}
	return min(size+2, infinite)
}
