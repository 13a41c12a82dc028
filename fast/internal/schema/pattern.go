package schema

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pattern is a regular expression and what is needed to generate text for it.
type pattern struct {
	re   *regexp.Regexp
	root piece
	size int // about that of the compiled re
}

// maxPieces is the largest total size of all regular expressions of a schema, see
// [pattern.size].
const maxPieces = 1 << 16

// Features of ECMA 262 regular expressions that neither OpenAI nor Go supports.
var (
	errLookaround    = errors.New("regex lookaround is not supported")
	errBackreference = errors.New("regex backreferences are not supported")
)

// newPattern parses expr without compiling it: re is nil.
func newPattern(expr string) (*pattern, error) {
	re, err := syntax.Parse(translate(expr), syntax.Perl)
	if err == nil {
		root := newPiece(re)
		return &pattern{root: root, size: root.size()}, nil
	}
	var bad *syntax.Error
	if errors.As(err, &bad) {
		switch {
		case hasPrefix(bad.Expr, "(?=", "(?!", "(?<=", "(?<!"):
			return nil, errLookaround
		case bad.Code == syntax.ErrInvalidEscape && isBackreference(bad.Expr):
			return nil, errBackreference
		}
	}
	return nil, fmt.Errorf("'%.100s' is not a regular expression that is supported", expr)
}

func hasPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(s, prefix) })
}

// isBackreference reports whether escape is \1 or \k<name>, unlike other invalid
// escapes.
func isBackreference(escape string) bool {
	return len(escape) > 1 && ('1' <= escape[1] && escape[1] <= '9' || escape[1] == 'k')
}

// compile makes p.re.
func (p *pattern) compile(expr string) { p.re = regexp.MustCompile(translate(expr)) }

// cost returns the number of steps to match n characters.
func (p *pattern) cost(n int) int { return 1 + p.size*n/32 }

// translate rewrites the escape \u1234 of ECMA 262 to \x{1234}.
func translate(expr string) string {
	var b strings.Builder
	for i := 0; i < len(expr); i++ {
		if expr[i] != '\\' || i+1 == len(expr) {
			b.WriteByte(expr[i])
			continue
		}
		if i+6 <= len(expr) && expr[i+1] == 'u' {
			if _, err := strconv.ParseUint(expr[i+2:i+6], 16, 16); err == nil {
				b.WriteString(`\x{` + expr[i+2:i+6] + `}`)
				i += 5
				continue
			}
		}
		b.WriteString(expr[i : i+2])
		i++
	}
	return b.String()
}

// append appends text of least to most characters, if possible. The text probably
// matches p, except for anchors in the middle of p.
func (p *pattern) append(dst []byte, r *rand.Rand, least, most int) []byte {
	lo := min(max(least, p.root.min), p.root.max)
	hi := max(min(most, p.root.max), lo)
	if lo == 0 && hi > 0 {
		lo = 1
	}
	want := lo + r.IntN(min(hi-lo, usualLength)+1)
	start := len(dst)
	dst = p.root.append(dst, r, want)
	for n := utf8.RuneCount(dst[start:]); n < least; n++ { // matches if p has no end anchor
		dst = append(dst, byte('a'+r.IntN(26)))
	}
	return dst
}

// usualLength is how many characters longer than necessary generated text may be.
const usualLength = 12
