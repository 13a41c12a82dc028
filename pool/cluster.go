package pool

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A grapheme cluster is what a reader sees as one character: a letter with its accents, a
// flag, a family of four. The rules here are shorter than those of Unicode Standard Annex 29.
// They keep together all that the annex does, and more, such as flags in a row.

// maxClusterTokens is the most tokens that a cluster keeps together, so that a letter
// with a thousand accents is not one piece.
const maxClusterTokens = 8

const (
	joiner     = '\u200d' // zero width joiner
	nonJoiner  = '\u200c'
	firstTone  = '\U0001f3fb' // skin tones of emoji
	lastTone   = '\U0001f3ff'
	firstTag   = '\U000e0020' // tags of regional flags
	lastTag    = '\U000e007f'
	firstVowel = '\u1160' // vowels and final consonants of decomposed Hangul syllables
	lastTrail  = '\u11ff'
	saraAm     = '\u0e33' // vowels of Thai and Lao and marks of half-width Katakana,
	laoAm      = '\u0eb3' // which are letters to Unicode
	voiced     = '\uff9e'
	semivoiced = '\uff9f'
)

// linkers are the signs of Indic scripts that join the following letter.
const linkers = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"

// ClusterEnd returns the first token boundary from at on that is not within a
// grapheme cluster, at most a few tokens later. at is between 1 and Tokens.
func (a Article) ClusterEnd(at int) int {
	from := int(a.bounds[at])
	if from >= len(a.text) || a.text[from] < utf8.RuneSelf && a.text[from] != '\\' {
		return at
	}
	return a.skipCluster(at)
}

// skipCluster is ClusterEnd before a multi-byte character.
func (a Article) skipCluster(at int) int {
	for most := min(at+maxClusterTokens, a.Tokens()); at < most && a.joinsNext(at); {
		at++
	}
	return at
}

// joinsNext reports whether the characters before and after boundary at belong to one
// cluster.
func (a Article) joinsNext(at int) bool {
	if int(a.bounds[at]) >= len(a.text) {
		return false
	}
	next := firstChar(a.text[a.bounds[at]:])
	if extends(next) {
		return true
	}
	token := a.Slice(at-1, at)
	if len(token) == 0 { // the token before ends within a character
		return true
	}
	before := lastChar(token)
	return before == joiner || isRegional(before) && isRegional(next) || strings.ContainsRune(linkers, before)
}

// extends reports whether r continues any cluster before it.
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

// isRegional reports whether r is half of a flag.
func isRegional(r rune) bool { return unicode.Is(unicode.Regional_Indicator, r) }

// lastChar returns the last character of a text that is not empty.
func lastChar(text []byte) rune {
	for {
		n := charLen(text)
		if n == len(text) {
			return firstChar(text)
		}
		text = text[n:]
	}
}

// firstChar returns the first character of a text that is not empty. For a short
// escape it returns the backslash, because all of those are ASCII.
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

// unitOf returns the number of the escape \uXXXX at the beginning of text.
func unitOf(text []byte) rune {
	var number [2]byte
	hex.Decode(number[:], text[2:6]) // an invalid number is no character either
	return rune(number[0])<<8 | rune(number[1])
}
