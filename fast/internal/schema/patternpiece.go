package schema

import (
	"math/rand/v2"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// piece is a part of a regular expression.
type piece struct {
	runes       []rune  // of a literal, in order; or of a class, to choose from
	class       bool    // one of runes is used
	ranges      int     // of the class: a measure of its memory
	choice      bool    // one of subs is used, otherwise all
	subs        []piece // of a sequence or choice
	repeat      *piece
	least, most int // repetitions of repeat
	min, max    int // characters; max is at most unlimited; min is infinite if nothing matches
}

func newPiece(re *syntax.Regexp) piece {
	switch re.Op {
	case syntax.OpLiteral:
		return piece{runes: re.Rune, min: len(re.Rune), max: len(re.Rune)}
	case syntax.OpCharClass:
		return newClass(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return newClass([]rune{'a', 'z'})
	case syntax.OpNoMatch:
		return piece{min: infinite, max: infinite}
	case syntax.OpStar:
		return newRepeat(re.Sub[0], 0, unlimited)
	case syntax.OpPlus:
		return newRepeat(re.Sub[0], 1, unlimited)
	case syntax.OpQuest:
		return newRepeat(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		if re.Max < 0 {
			return newRepeat(re.Sub[0], re.Min, unlimited)
		}
		return newRepeat(re.Sub[0], re.Min, re.Max)
	case syntax.OpCapture, syntax.OpConcat:
		return newSequence(re.Sub)
	case syntax.OpAlternate:
		return newChoice(re.Sub)
	}
	return piece{} // anchors
}

func newSequence(res []*syntax.Regexp) (p piece) {
	for _, re := range res {
		sub := newPiece(re)
		p.subs = append(p.subs, sub)
		p.min = min(p.min+sub.min, infinite)
		p.max = min(p.max+sub.max, unlimited)
	}
	return p
}

func newChoice(res []*syntax.Regexp) piece {
	p := piece{choice: true, min: infinite}
	for _, re := range res {
		if sub := newPiece(re); sub.min < infinite {
			p.subs = append(p.subs, sub)
			p.min = min(p.min, sub.min)
			p.max = max(p.max, sub.max)
		}
	}
	return p
}

func newRepeat(re *syntax.Regexp, least, most int) piece {
	sub := newPiece(re)
	if sub.min == infinite {
		most = least
	}
	return piece{
		repeat: &sub, least: least, most: most,
		min: product(least, sub.min), max: product(most, sub.max),
	}
}

// product returns x × y, at most unlimited.
func product(x, y int) int {
	if y > 0 && x > unlimited/y {
		return unlimited
	}
	return x * y
}

// newClass chooses characters of a class, given as pairs: letters and digits, or else
// printable ASCII, or else any printable, or else any.
func newClass(pairs []rune) piece {
	for _, readable := range []func(rune) bool{isAlphanumeric, isPrintable, unicode.IsPrint, utf8.ValidRune} {
		if runes := choose(pairs, readable); runes != nil {
			return piece{runes: runes, class: true, ranges: 1 + len(pairs)/16, min: 1, max: 1}
		}
	}
	return piece{min: infinite, max: infinite}
}

func isAlphanumeric(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isPrintable(r rune) bool { return r < utf8.RuneSelf && unicode.IsPrint(r) }

// choose returns readable characters from the beginning of each pair.
func choose(pairs []rune, readable func(rune) bool) (runes []rune) {
	for i := 0; i < len(pairs) && len(runes) < 128; i += 2 {
		for r := pairs[i]; r <= min(pairs[i+1], pairs[i]+utf8.RuneSelf); r++ {
			if readable(r) {
				runes = append(runes, r)
			}
		}
	}
	return runes
}

// size returns about the number of instructions that the piece compiles to.
func (p *piece) size() int {
	n := 1 + len(p.runes)
	if p.class {
		n = p.ranges
	}
	for i := range p.subs {
		n += p.subs[i].size()
	}
	if p.repeat != nil {
		times := p.least
		if p.most < unlimited {
			times = p.most
		}
		n += product(max(times, 1), p.repeat.size())
	}
	return min(n, unlimited)
}

// append appends text of want characters, if possible.
func (p *piece) append(dst []byte, r *rand.Rand, want int) []byte {
	switch {
	case p.class:
		return utf8.AppendRune(dst, p.runes[r.IntN(len(p.runes))])
	case p.repeat != nil:
		return p.appendRepeat(dst, r, want)
	case p.choice:
		return p.pick(r, want).append(dst, r, want)
	}
	for _, c := range p.runes {
		dst = utf8.AppendRune(dst, c)
	}
	lo := p.min
	for i := range p.subs {
		sub := &p.subs[i]
		lo -= sub.min
		n := between(r, max(sub.min, want-p.maxFrom(i+1)), min(sub.max, want-lo))
		dst = sub.append(dst, r, n)
		want -= n
	}
	return dst
}

// maxFrom returns the largest length of the subs from i on.
func (p *piece) maxFrom(i int) (n int) {
	for ; i < len(p.subs); i++ {
		n = min(n+p.subs[i].max, unlimited)
	}
	return n
}

// pick returns one of the choices that can have want characters, or any.
func (p *piece) pick(r *rand.Rand, want int) *piece {
	first := r.IntN(len(p.subs))
	for i := range p.subs {
		if sub := &p.subs[(first+i)%len(p.subs)]; sub.min <= want && want <= sub.max {
			return sub
		}
	}
	return &p.subs[first]
}

func (p *piece) appendRepeat(dst []byte, r *rand.Rand, want int) []byte {
	sub := p.repeat
	times := p.least
	if sub.max > 0 {
		fewest := max(p.least, (want+sub.max-1)/sub.max)
		times = min(p.most, between(r, fewest, min(p.most, want/max(sub.min, 1))))
	}
	for ; times > 0; times-- {
		rest := times - 1
		n := between(r, max(sub.min, want-product(rest, sub.max)), min(sub.max, want-rest*sub.min))
		dst = sub.append(dst, r, n)
		want -= n
	}
	return dst
}

// between returns a number from lo to hi, or lo if hi is less.
func between(r *rand.Rand, lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + r.IntN(hi-lo+1)
}
