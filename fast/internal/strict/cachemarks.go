package strict

import (
	"bytes"
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// maxCacheMarks is the most prefixes of a prompt that a request may have cached.
const maxCacheMarks = 4

// cacheMarks are the marks of cached prefixes, in the order in which a model reads them.
type cacheMarks struct {
	count   int
	short   bool   // one of five minutes has come
	misused string // where the first of an hour comes after one of five minutes
}

// cacheMarksWrong refuses too many marks, and marks of an hour after those of five minutes.
func cacheMarksWrong(v *Validator, given Members) *apierr.Error {
	var m cacheMarks
	m.takeAll(v, given.Value("tools"), "tools", 0)
	m.takeAll(v, given.Value("system"), "system", 0)
	_ = eachMessage(v, given, func(i int, message Members) *apierr.Error {
		m.takeAll(v, message.Value("content"), fmt.Sprintf("messages.%d.content", i), maxBlockDepth)
		return nil
	})
	if given.Value("cache_control") != nil {
		m.count++
	}
	switch {
	case m.count > maxCacheMarks:
		return refusedWhole(fmt.Sprintf("A maximum of %d blocks with cache_control may be provided. Found %d.", maxCacheMarks, m.count))
	case m.misused != "":
		return refused(m.misused+".cache_control.ttl", "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. "+
			"Note that blocks are processed in the following order: `tools`, `system`, `messages`.")
	}
	return nil
}

// maxBlockDepth is how deep blocks of a message are nested: a result of a tool may have a
// result of a search.
const maxBlockDepth = 2

// takeAll takes the marks of blocks, if raw is a list of some, and of the blocks in them
// down to a depth.
func (m *cacheMarks) takeAll(v *Validator, raw []byte, at string, depth int) {
	if !bytes.Contains(raw, []byte(`"cache_control"`)) || kindOf(raw) != skim.Array {
		return
	}
	in := skim.New(raw)
	i := 0
	for in.Array(); in.NextElem(); i++ {
		if in.Kind() != skim.Object {
			in.Raw()
			continue
		}
		block, here := v.Members(in.Raw()), fmt.Sprintf("%s.%d", at, i)
		if depth > 0 {
			m.takeAll(v, block.Value("content"), here+".content", depth-1)
		}
		m.take(v, block.Value("cache_control"), here)
		v.close(block)
	}
}

// take takes the mark of a block, which is nil if it has none.
func (m *cacheMarks) take(v *Validator, raw []byte, at string) {
	if kindOf(raw) != skim.Object {
		return
	}
	m.count++
	mark := v.Members(raw)
	hour := mark.is("ttl", "1h")
	v.close(mark)
	if hour && m.short && m.misused == "" {
		m.misused = at
	}
	m.short = m.short || !hour
}
