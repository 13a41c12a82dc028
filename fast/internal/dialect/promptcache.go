package dialect

import (
	"time"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/skim"
)

// Cached is a codec whose provider caches prompts.
type Cached interface {
	Codec
	// CacheRule returns how the prompt of the request is cached, the zero value if it is
	// not.
	CacheRule(c *Session) promptcache.Rule
	// HashPrompt adds the prompt to p in the order in which a model reads it.
	HashPrompt(c *Session, p *promptcache.Prompt)
}

// CacheRule calls the method of how, if it has one. Codecs that wrap others use it.
func CacheRule(how Codec, c *Session) promptcache.Rule {
	if cached, ok := how.(Cached); ok {
		return cached.CacheRule(c)
	}
	return promptcache.Rule{}
}

// HashPrompt calls the method of how, if it has one.
func HashPrompt(how Codec, c *Session, p *promptcache.Prompt) {
	if cached, ok := how.(Cached); ok {
		cached.HashPrompt(c, p)
	}
}

// PromptMember is a member of a request that is part of the prompt.
type PromptMember struct {
	Name string
	How  HashHow
}

// HashHow is how a member is part of the prompt.
type HashHow uint8

const (
	HashTexts  HashHow = iota // its texts count: they are strings, or in members that have texts
	HashAll                   // all of its characters count
	HashNone                  // it counts nothing, but prompts that differ in it have nothing in common
	HashMarked                // it marks the whole prompt as to be cached
)

// maxPromptMembers is the most members that a prompt may have.
const maxPromptMembers = 8

// HashMembers adds the members of an object to p, in the order of the list.
func HashMembers(p *promptcache.Prompt, object []byte, members []PromptMember) {
	var found [maxPromptMembers][]byte
	in := decode.New(object)
	if in.Kind() != skim.Object {
		return
	}
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		raw := in.Raw()
		for i := range members {
			if string(key) == members[i].Name {
				found[i] = decode.NullAsNil(raw)
			}
		}
	}
	for i := range members {
		if found[i] != nil {
			HashValue(p, found[i], members[i].How)
		}
	}
}

// HashValue adds a value, which is JSON, to p.
func HashValue(p *promptcache.Prompt, raw []byte, how HashHow) {
	in := decode.New(raw)
	switch how {
	case HashTexts:
		hashValue(p, &in, true, false, maxPromptDepth)
	case HashAll:
		hashList(p, &in)
	case HashMarked:
		p.Mark(keepOf(raw))
	default:
		p.Structure(raw)
	}
}

// maxPromptDepth is how deep texts may be nested. What is deeper counts nothing.
const maxPromptDepth = 16

var (
	beginList = []byte("[")
	endList   = []byte("]")
	endObject = []byte("}")
)

// hashValue adds the next value to p. Its characters count if it is a string and counts is
// set. An object that is an element of a list is a part.
func hashValue(p *promptcache.Prompt, in *decode.Reader, counts, element bool, depth int) {
	switch kind := in.Kind(); {
	case kind == skim.String && counts:
		hashText(p, in.String())
	case kind == skim.Array && depth > 0:
		p.Structure(beginList)
		for in.Array(); in.NextElem(); {
			hashValue(p, in, counts, true, depth-1)
		}
		p.Structure(endList)
	case kind == skim.Object && depth > 0:
		hashObject(p, in, element, depth)
	default:
		p.Structure(in.Raw())
	}
}

func hashText(p *promptcache.Prompt, text skim.Text) {
	if !text.Escaped {
		p.Text(text.Raw, text.Chars)
		return
	}
	p.Room = skim.AppendUnescaped(p.Room[:0], text.Raw)
	p.Text(p.Room, text.Chars)
}

// hashObject adds an object to p, without the marks of what to cache.
func hashObject(p *promptcache.Prompt, in *decode.Reader, element bool, depth int) {
	var marks []byte
	parts, empty := p.Parts(), true
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		if isMark(key) {
			marks = decode.NullAsNil(in.Raw())
			continue
		}
		empty = false
		p.Structure(key)
		if kind := in.Kind(); isDocument(key) && kind == skim.Object {
			raw := in.Raw()
			p.Structure(raw)
			p.Weigh(decode.Chars(raw))
			continue
		}
		hashValue(p, in, hasText(key), false, depth-1)
	}
	if !empty {
		p.Structure(endObject)
	}
	if element && !empty && p.Parts() == parts {
		p.EndPart()
	}
	if marks != nil {
		p.Mark(keepOf(marks))
	}
}

// isMark reports whether a member marks the end of a prefix to cache, in Anthropic's
// messages or in Bedrock's conversations.
func isMark(key []byte) bool { return string(key) == "cache_control" || string(key) == "cachePoint" }

// hasText reports whether a member is a text, or has some, in any dialect.
func hasText(key []byte) bool {
	switch string(key) {
	case "text", "content", "output", "parts":
		return true
	}
	return false
}

// isDocument reports whether a member is JSON that is part of the prompt: what a tool is
// given or has returned.
func isDocument(key []byte) bool { return string(key) == "input" || string(key) == "json" }

// hashList adds a value to p and counts all its characters. The elements of a list are
// parts.
func hashList(p *promptcache.Prompt, in *decode.Reader) {
	if in.Kind() != skim.Array {
		raw := in.Raw()
		p.Structure(raw)
		p.Weigh(decode.Chars(raw))
		return
	}
	for in.Array(); in.NextElem(); {
		raw := in.Raw()
		object := decode.New(raw)
		if object.Kind() != skim.Object {
			p.Structure(raw)
			p.Weigh(decode.Chars(raw))
			continue
		}
		hashElement(p, &object, decode.Chars(raw))
	}
}

// hashElement adds an object to p and counts that many characters.
func hashElement(p *promptcache.Prompt, in *decode.Reader, chars int) {
	var marks []byte
	empty := true
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		raw := in.Raw()
		if isMark(key) {
			marks = decode.NullAsNil(raw)
			continue
		}
		empty = false
		p.Structure(key)
		p.Structure(raw)
	}
	if !empty {
		p.Weigh(chars)
		p.EndPart()
	}
	if marks != nil {
		p.Mark(keepOf(marks))
	}
}

// How long Anthropic's models keep a prompt that is not used.
const (
	keepShort = 5 * time.Minute
	keepLong  = time.Hour
)

// keepOf returns how long a mark wants a prompt to be cached.
func keepOf(mark []byte) time.Duration {
	if string(decode.Member(mark, "ttl")) == `"1h"` {
		return keepLong
	}
	return keepShort
}

// UsualCacheRule is OpenAI's rule: 1,024 tokens and then 128 at a time, for at least 5 and
// at most 10 minutes without use.
var UsualCacheRule = promptcache.Rule{First: 1024, Step: 128, Keep: 10 * time.Minute}
