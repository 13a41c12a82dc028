package pool

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"
)

// composer composes rich text: blocks of all kinds in turn, and paragraphs of a
// writer's prose.
type composer struct {
	r     *rand.Rand
	plain *writer
	order []int  // of the kinds
	used  int    // kinds of order that have been used
	block []byte // the latest, not escaped
}

func newComposer(r *rand.Rand) *composer {
	return &composer{r: r, plain: newWriter(r), order: r.Perm(len(kinds))}
}

// appendSentence appends a block, or a sentence of prose between two blocks.
func (c *composer) appendSentence(dst []byte) []byte {
	if len(dst) > 0 && dst[len(dst)-1] == ' ' { // the paragraph goes on
		return c.plain.appendSentence(dst)
	}
	templates := kinds[c.nextKind()]
	if len(templates) == 0 {
		return c.plain.appendSentence(dst)
	}
	c.fill(templates[c.r.IntN(len(templates))])
	dst = c.pickEscaping().append(dst, c.block)
	return append(dst, paragraph...)
}

// nextKind draws a kind. Every kind is used before one is used again, so a long
// answer has all of them.
func (c *composer) nextKind() int {
	if c.used == len(c.order) {
		c.used = 0
		c.r.Shuffle(len(c.order), func(i, k int) { c.order[i], c.order[k] = c.order[k], c.order[i] })
	}
	c.used++
	return c.order[c.used-1]
}

// pickEscaping draws an escaping. Half of the time it is that of JavaScript, with the
// fewest escapes.
func (c *composer) pickEscaping() *escaping {
	switch c.r.IntN(8) {
	case 0:
		return &goEscaping
	case 1:
		return &pythonEscaping
	case 2:
		return &phpEscaping
	case 3:
		return &dotnetEscaping
	}
	return &jsEscaping
}

// fill sets c.block to a template with words for its placeholders. The number gets as
// many digits as the block needs to be whole tokens.
func (c *composer) fill(template string) {
	c.block = c.block[:0]
	number := 0
	for {
		before, rest, found := strings.Cut(template, "@")
		c.block = append(c.block, before...)
		if !found {
			break
		}
		end := 0
		for end < len(rest) && isLetter(rest[end]) {
			end++
		}
		if name := rest[:end]; name == "n" {
			number = len(c.block)
		} else {
			c.appendWord(name)
		}
		template = rest[end:]
	}
	const separator = 2
	digits := CharsPerToken - (utf8.RuneCount(c.block)+separator)%CharsPerToken
	c.block = slices.Insert(c.block, number, c.number(digits)...)
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// appendWord appends to c.block a word of the kind name, capitalized like name.
func (c *composer) appendWord(name string) {
	words := tails
	switch name {
	case "subject", "Subject":
		words = subjects
	case "verb":
		words = verbs
	case "object", "Object":
		words = objects
	}
	at := len(c.block)
	c.block = append(c.block, c.plain.pick(words)...)
	if name[0] < 'a' {
		c.block[at] -= 'a' - 'A'
	}
}

// number draws a number with that many digits.
func (c *composer) number(digits int) []byte {
	number := []byte{byte('1' + c.r.IntN(9))}
	for len(number) < digits {
		number = append(number, byte('0'+c.r.IntN(10)))
	}
	return number
}
