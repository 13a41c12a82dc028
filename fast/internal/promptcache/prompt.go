package promptcache

import (
	"hash/maphash"
	"math"
	"sync"
	"time"
)

// Rule is how a provider caches prompts. Exactly one of Step and Marked is set.
type Rule struct {
	First  int           // tokens of the shortest prefix that is kept
	Step   int           // tokens from one prefix to the next
	Keep   time.Duration // without use
	Marked bool          // only prefixes that the request marks are kept
}

// charsPerToken is how many characters of a prompt make a block longer by a token. How many
// tokens a prefix has follows from its share of the prompt.
const charsPerToken = 4

// maxPooled is the most bytes that a prompt keeps between requests.
const maxPooled = 1 << 20

// mark is the end of a prefix.
type mark struct {
	hash  uint64
	chars int    // up to there
	keep  uint32 // seconds; 0 if the prefix is not to be kept
}

// Prompt is a prompt that is being read from its beginning to its end. Its methods do not
// allocate once it has been used.
type Prompt struct {
	rule  Rule
	cache *Cache
	hash  maphash.Hash
	chars int
	next  int // characters up to the end of the next block
	marks []mark
	Room  []byte // for the reader's use
}

var prompts = sync.Pool{New: func() any { return new(Prompt) }}

// Begin begins to read a prompt.
func (c *Cache) Begin(rule Rule) *Prompt {
	p := prompts.Get().(*Prompt)
	p.rule, p.cache, p.chars, p.next = rule, c, 0, math.MaxInt
	p.hash.SetSeed(c.seed)
	if !rule.Marked {
		p.next = rule.First * charsPerToken
	}
	return p
}

// Release ends p. Nothing of it may be used afterwards.
func (p *Prompt) Release() {
	const markSize = 24
	p.marks, p.Room, p.cache = p.marks[:0], p.Room[:0], nil
	if cap(p.marks) > maxPooled/markSize {
		p.marks = nil
	}
	if cap(p.Room) > maxPooled {
		p.Room = nil
	}
	prompts.Put(p)
}

// Structure adds bytes that are no text. They separate texts, and prompts of different
// owners and models.
func (p *Prompt) Structure(b []byte) {
	p.hash.Write(b)
	p.hash.WriteByte(0)
}

// Text adds text, which is UTF-8 and has chars characters.
func (p *Prompt) Text(text []byte, chars int) {
	ascii := chars == len(text)
	for p.next-p.chars <= chars {
		n := p.next - p.chars
		end := n
		if !ascii {
			end = offset(text, n)
		}
		p.hash.Write(text[:end])
		text, chars = text[end:], chars-n
		p.endBlock()
	}
	p.hash.Write(text)
	p.chars += chars
}

// Weigh adds characters that are counted elsewhere or that are no text.
func (p *Prompt) Weigh(chars int) {
	for p.next-p.chars <= chars {
		chars -= p.next - p.chars
		p.hash.WriteByte(1)
		p.endBlock()
	}
	p.chars += chars
}

// endBlock ends a block of a prompt that is cut into blocks.
func (p *Prompt) endBlock() {
	p.chars = p.next
	p.marks = append(p.marks, mark{p.hash.Sum64(), p.chars, seconds(p.rule.Keep)})
	p.next += p.rule.Step * charsPerToken
}

// Parts returns how many parts have ended so far.
func (p *Prompt) Parts() int {
	if p.rule.Marked {
		return len(p.marks)
	}
	return 0
}

// EndPart ends a part, such as a block of a message, of a prompt that is cut by marks.
func (p *Prompt) EndPart() {
	if p.rule.Marked {
		p.marks = append(p.marks, mark{hash: p.hash.Sum64(), chars: p.chars})
	}
}

// Mark says that everything up to the end of the last part is to be kept.
func (p *Prompt) Mark(keep time.Duration) {
	if n := len(p.marks); p.rule.Marked && n > 0 {
		p.marks[n-1].keep = seconds(keep)
	}
}

func seconds(d time.Duration) uint32 { return uint32(d / time.Second) }

// offset returns where character n of a text that is UTF-8 begins.
func offset(text []byte, n int) int {
	for i, b := range text {
		if b&0xc0 != 0x80 { // the first byte of a character
			if n == 0 {
				return i
			}
			n--
		}
	}
	return len(text)
}
