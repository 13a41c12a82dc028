package pool

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A grapheme cluster is what a reader takes for one character: a letter with its
// accents, a flag, a family of four. What Unicode Standard Annex 29 keeps together
// is kept together here, by shorter rules that keep some more: flags in a row.

// maxJoined is the most tokens that a cluster holds together, so that a thousand
// accents on one letter are not one piece.
const maxJoined = 8

const (
	joiner     = '\u200d' // zero width joiner
	nonJoiner  = '\u200c'
	firstTone  = '\U0001f3fb' // of the skin of an emoji
	lastTone   = '\U0001f3ff'
	firstTag   = '\U000e0020' // of the flag of a region
	lastTag    = '\U000e007f'
	firstVowel = '\u1160' // of a Hangul syllable that is spelled out
	lastTrail  = '\u11ff'
	saraAm     = '\u0e33' // vowels of Thai and Lao and marks of half-width Katakana,
	laoAm      = '\u0eb3' // which are letters to Unicode
	voiced     = '\uff9e'
	semivoiced = '\uff9f'
)

// linkers are the signs of Indic scripts that join the letter behind them.
const linkers = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"

// Whole is the first boundary from token at on that is not inside a grapheme
// cluster, at most a few tokens further on. at is between 1 and Tokens.
func (a Article) Whole(at int) int {
	from := int(a.bounds[at])
	if from >= len(a.text) || a.text[from] < utf8.RuneSelf && a.text[from] != '\\' {
		return at
	}
	return a.skipCluster(at)
}

// skipCluster is Whole where a character of many bytes comes next.
func (a Article) skipCluster(at int) int {
	for most := min(at+maxJoined, a.Tokens()); at < most && a.joined(at); {
		at++
	}
	return at
}

// joined tells whether the characters before and behind boundary at belong to
// one cluster.
func (a Article) joined(at int) bool {
	if int(a.bounds[at]) >= len(a.text) {
		return false
	}
	next := firstChar(a.text[a.bounds[at]:])
	if extends(next) {
		return true
	}
	before := lastChar(a.Slice(at-1, at))
	return before == joiner || isRegional(before) && isRegional(next) || strings.ContainsRune(linkers, before)
}

// extends tells whether r goes on with the cluster of whatever comes before it.
func extends(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r == joiner, r == nonJoiner, r == saraAm, r == laoAm, r == voiced, r == semivoiced,
		firstTone <= r && r <= lastTone, firstTag <= r && r <= lastTag, firstVowel <= r && r <= lastTrail:
		return true
	}
	return unicode.Is(unicode.M, r)
}

// isRegional tells whether r is half of a flag.
func isRegional(r rune) bool { return unicode.Is(unicode.Regional_Indicator, r) }

// lastChar is the last character of a text that is not empty.
func lastChar(text []byte) rune {
	for {
		n := charLen(text)
		if n == len(text) {
			return firstChar(text)
		}
		text = text[n:]
	}
}

// firstChar is the first character of a text that is not empty, or the backslash
// of a short escape, as all those stand for ASCII.
func firstChar(text []byte) rune {
	const unit = len(`\u0000`)
	n := charLen(text)
	switch {
	case text[0] != '\\':
		r, _ := utf8.DecodeRune(text)
		return r
	case n < unit:
		return '\\'
	case n == unit:
		return unitOf(text)
	}
	return utf16.DecodeRune(unitOf(text), unitOf(text[unit:]))
}

// unitOf is the number of the escape \uXXXX that text begins with.
func unitOf(text []byte) rune {
	var number [2]byte
	hex.Decode(number[:], text[2:6]) // what is no number is no character either
	return rune(number[0])<<8 | rune(number[1])
}
