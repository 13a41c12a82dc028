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
	deck  []int  // the kinds, in the order in which they come
	dealt int    // so many of them came
	block []byte // the latest, not escaped
}

func newComposer(r *rand.Rand) *composer {
	return &composer{r: r, plain: newWriter(r), deck: r.Perm(len(kinds))}
}

// appendSentence appends a block, or a sentence of the prose between two of them.
func (c *composer) appendSentence(dst []byte) []byte {
	if len(dst) > 0 && dst[len(dst)-1] == ' ' { // the paragraph goes on
		return c.plain.appendSentence(dst)
	}
	templates := kinds[c.deal()]
	if len(templates) == 0 {
		return c.plain.appendSentence(dst)
	}
	c.fill(templates[c.r.IntN(len(templates))])
	dst = c.dialect().append(dst, c.block)
	return append(dst, paragraph...)
}

// deal draws a kind. All come before one comes again, so that a long answer has
// them all.
func (c *composer) deal() int {
	if c.dealt == len(c.deck) {
		c.dealt = 0
		c.r.Shuffle(len(c.deck), func(i, k int) { c.deck[i], c.deck[k] = c.deck[k], c.deck[i] })
	}
	c.dealt++
	return c.deck[c.dealt-1]
}

// dialect draws one: that of JavaScript, with the fewest escapes, half of the time.
func (c *composer) dialect() *dialect {
	switch c.r.IntN(8) {
	case 0:
		return &golang
	case 1:
		return &python
	case 2:
		return &php
	case 3:
		return &dotnet
	}
	return &javascript
}

// fill makes c.block of a template: words take the place of their names, and the
// number has as many digits as it takes to fill whole tokens.
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

// appendWord appends to c.block a word of the kind that name names, capitalized
// like it.
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
	c.block = append(c.block, c.plain.one(words)...)
	if name[0] < 'a' {
		c.block[at] -= 'a' - 'A'
	}
}

// number draws a number of that many digits.
func (c *composer) number(digits int) []byte {
	number := []byte{byte('1' + c.r.IntN(9))}
	for len(number) < digits {
		number = append(number, byte('0'+c.r.IntN(10)))
	}
	return number
}
