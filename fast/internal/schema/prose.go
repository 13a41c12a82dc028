package schema

import (
	"bytes"
	"unicode/utf8"
)

// prose is a form of strings.
type prose struct {
	leaf
	min, max int        // characters
	patterns []*pattern // all match
	formats  []*format  // the string is of all of them
	sources  []*pattern // what strings are made from: the formats, the patterns
	sample   []byte     // one that fits; nil if there are no sources
}

// maxDrafts is how often a string that does not fit is made up again, maxSearch
// how often when a schema is compiled.
const (
	maxDrafts = 16
	maxSearch = 512
)

// prose returns nil if the lengths contradict each other, or if no string is
// found that fits.
func (b *builder) prose(rules []*rule) form {
	f := &prose{max: unlimited}
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
		f.formats = nil // what is made from it is of it
	}
	f.sources = append(f.sources, f.patterns...)
	if f.min > f.max || len(f.sources) > 0 && !f.search(b) {
		return nil
	}
	return f
}

// search finds a sample, and reports whether there is one. A pattern that nothing
// matches is left to measure.
func (f *prose) search(b *builder) bool {
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
		if f.fits(&g.checker, dst[start:]) {
			return appendEnd(dst, start)
		}
	}
	if len(f.sources) == 0 {
		return appendEnd(appendPhrase(dst[:start], g.Rand, f.min, f.max), start)
	}
	return appendEnd(append(dst[:start], f.sample...), start)
}

// fits tells whether s has the right length and form, and matches.
func (f *prose) fits(c *checker, s []byte) bool {
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
