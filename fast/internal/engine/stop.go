package engine

import (
	"bytes"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// MaxStops is the largest number of stop sequences in one request.
const MaxStops = 16

// Stops are the sequences at which an answer ends. They are stored with the fewest
// escapes.
type Stops struct {
	ends       [MaxStops]int // end of each sequence in memory
	n          int
	memory     []byte
	raw        []byte // one sequence, unescaped
	text       []byte // the searched text, unescaped
	anyEscapes bool   // texts have more escapes than they need
}

func (s *Stops) reset() {
	if s.n > 0 {
		s.n, s.memory, s.raw, s.text = 0, render.ResetOrDrop(s.memory), render.ResetOrDrop(s.raw), render.ResetOrDrop(s.text)
	}
}

// Begin removes all sequences.
func (s *Stops) Begin() { s.n, s.memory = 0, s.memory[:0] }

// Full reports whether no more can be added.
func (s *Stops) Full() bool { return s.n == MaxStops }

// Add adds one sequence, escaped in any way.
func (s *Stops) Add(sequence []byte) {
	if len(sequence) == 0 || s.n == MaxStops {
		return
	}
	s.raw = skim.AppendUnescaped(s.raw[:0], sequence)
	s.memory = render.AppendEscaped(s.memory, s.raw)
	s.ends[s.n] = len(s.memory)
	s.n++
}

// stop ends the text before the first of the sequences of s.
func (c *Choice) stop(s *Stops) {
	if s.n == 0 {
		return
	}
	if at, sequence := s.find(c.Article.Text()); at >= 0 {
		c.Article, c.Finish, c.Stop = c.Article.Before(at), FinishStop, sequence
	}
}

// find returns the sequence that comes first in text, which is JSON-escaped and UTF-8,
// and its offset, or -1 if there is none.
func (s *Stops) find(text []byte) (at int, sequence []byte) {
	if s.anyEscapes && s.n > 0 {
		return s.findUnescaped(text)
	}
	at = -1
	for k := range s.n {
		one := s.sequence(k)
		if found := indexEscaped(text, one); found >= 0 && (at < 0 || found < at) {
			at, sequence = found, one
		}
	}
	return at, sequence
}

// sequence returns sequence k.
func (s *Stops) sequence(k int) []byte {
	from := 0
	if k > 0 {
		from = s.ends[k-1]
	}
	return s.memory[from:s.ends[k]]
}

// findUnescaped is find in text with any escapes. For 256 tokens it takes 1.4 µs, ten
// times as long as find.
func (s *Stops) findUnescaped(text []byte) (at int, sequence []byte) {
	s.text = skim.AppendUnescaped(s.text[:0], text)
	first := len(s.text)
	for k := range s.n {
		one := s.sequence(k)
		s.raw = skim.AppendUnescaped(s.raw[:0], one)
		if found := bytes.Index(s.text, s.raw); found >= 0 && found < first {
			first, sequence = found, one
		}
	}
	if sequence == nil {
		return -1, nil
	}
	return skim.RawOffset(text, first), sequence
}

// indexEscaped is bytes.Index for JSON-escaped text: it does not find an n in \n.
func indexEscaped(text, sequence []byte) int {
	for from := 0; ; {
		at := bytes.Index(text[from:], sequence)
		if at < 0 {
			return -1
		}
		if at += from; !insideEscape(text, at) {
			return at
		}
		from = at + 1
	}
}

// insideEscape reports whether text[at] is in an escape, after its backslash.
func insideEscape(text []byte, at int) bool {
	const unit = len(`\u0000`)
	for from := max(at-unit+1, 0); from < at-1; from++ {
		if text[from] == '\\' && text[from+1] == 'u' && !escaped(text, from) {
			return true
		}
	}
	return escaped(text, at)
}

// escaped reports whether text[at] follows an odd number of backslashes.
func escaped(text []byte, at int) bool {
	n := 0
	for at-n > 0 && text[at-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}
