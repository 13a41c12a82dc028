package schema

import (
	"bytes"
	"unicode/utf8"
)

// stringForm is a form of strings.
type stringForm struct {
	leaf
	min, max int        // characters
	patterns []*pattern // all match
	formats  []*format  // the string satisfies all of them
	sources  []*pattern // strings are made from these: the formats and the patterns
	sample   []byte     // a valid string; nil if there are no sources
}

// maxDrafts is how often a string that does not fit is generated again; maxSearch is the same
// while a schema is compiled.
const (
	maxDrafts = 16
	maxSearch = 512
)

// stringForm returns nil if the lengths contradict each other, or if no valid string
// is found.
func (b *builder) stringForm(rules []*rule) form {
	f := &stringForm{max: unlimited}
	for _, r := range rules {
		f.min = max(f.min, r.minLength)
		f.max = min(f.max, r.maxLength)
		if r.pattern != nil {
			f.patterns = append(f.patterns, r.pattern)
		}
		if r.format != nil {
			f.formats = append(f.formats, r.format)
			f.sources = append(f.sources, r.format.source)
		}
	}
	if len(f.formats) == 1 && f.patterns == nil && f.min == 0 && f.max == unlimited {
		f.formats = nil // what is made from the format satisfies it
	}
	f.sources = append(f.sources, f.patterns...)
	if f.min > f.max || len(f.sources) > 0 && !f.search(b) {
		return nil
	}
	return f
}

// search finds a sample, and reports whether there is one. measure handles patterns
// that match nothing.
func (f *stringForm) search(b *builder) bool {
	if f.measure() >= infinite {
		return true
	}
	var draft []byte
	for i := range maxSearch {
		draft = f.sources[i%len(f.sources)].append(draft[:0], b.Rand, f.min, f.max)
		if f.fits(&b.checker, draft) {
			f.sample = bytes.Clone(draft)
			return true
		}
	}
	return false
}

// append appends a string. Without sources it is made from hint, or from words if
// hint is nil.
func (f *stringForm) append(g *generator, dst []byte, hint *pattern) []byte {
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
		if f.fits(&g.checker, dst[start:]) {
			return appendEnd(dst, start)
		}
	}
	if len(f.sources) == 0 {
		return appendEnd(appendPhrase(dst[:start], g.Rand, f.min, f.max), start)
	}
	return appendEnd(append(dst[:start], f.sample...), start)
}

// fits reports whether s satisfies the lengths, formats and patterns.
func (f *stringForm) fits(c *checker, s []byte) bool {
	if n := utf8.RuneCount(s); n < f.min || n > f.max {
		return false
	}
	for _, one := range f.formats {
		if !one.valid(string(s)) {
			return false
		}
	}
	for _, p := range f.patterns {
		if c.spend(p.cost(len(s))) && !p.re.Match(s) {
			return false
		}
	}
	return true
}

// appendEnd ends a string whose characters begin at start, and escapes them if
// necessary.
func appendEnd(dst []byte, start int) []byte {
	for _, c := range dst[start:] {
		if c < ' ' || c == '"' || c == '\\' {
			return appendQuoted(dst[:start-1], string(dst[start:]))
		}
	}
	return append(dst, '"')
}

func (f *stringForm) measure() int {
	size := f.min
	for _, p := range f.patterns {
		size = max(size, p.root.min)
	}
	return min(size+2, infinite)
}
