package fast

import (
	"unicode/utf8"

	"mock-openai/fast/internal/render"
)

// appendChunks appends the next event as a chunk of HTTP/1.1's chunked encoding,
// plain text more than one; false says that there is none. It is how fasthttp
// writes an event, at a third of the cost.
func (c *cursor) appendChunks(dst []byte) ([]byte, bool) {
	if c.plain && c.choices[0].stage == stageText {
		return c.appendTexts(dst), true
	}
	at := len(dst)
	dst, more := c.next(append(dst, render.ChunkSize...))
	if !more {
		return dst[:at], false
	}
	return render.EndChunk(dst, at), true
}

// appendTexts appends the next event of plain text, and before it those that make a
// batch, but for the last of the text.
func (c *cursor) appendTexts(dst []byte) []byte {
	p, article := &c.choices[0], &c.answer.choices[0].article
	end := article.Tokens()
	from, to := p.at, c.reach(article, p.at)
	for to < end && len(dst) < render.Batch {
		dst = c.appendText(dst, article.Slice(from, to))
		from, to = to, c.reach(article, to)
	}
	p.at = from
	text := c.take(0, to)
	if p.stage == stageDone {
		c.enclose()
	}
	return c.appendText(dst, text)
}

// appendText appends an event of plain text.
func (c *cursor) appendText(dst, text []byte) []byte {
	c.events++
	if c.noise {
		return c.appendPadded(dst, text)
	}
	dst = render.AppendChunkSize(dst, len(c.before)+len(text)+len(c.behind)+len(eventEnd))
	dst = appendBlock(dst, c.before)
	dst = appendBlock(dst, text)
	dst = append(dst, c.behind...)
	return append(dst, eventEnd+"\r\n"...)
}

// appendPadded is appendText for an event with padding.
func (c *cursor) appendPadded(dst, text []byte) []byte {
	chars := len(text)
	if c.clusters {
		chars = utf8.RuneCount(text)
	}
	const end = `"` + eventEnd
	n := padding(c.fixed + chars)
	dst = render.AppendChunkSize(dst, len(c.before)+len(text)+len(c.behind)+n+len(end))
	dst = appendBlock(dst, c.before)
	dst = appendBlock(dst, text)
	dst = append(dst, c.behind...)
	dst = append(dst, c.obfuscation(obfuscationStep)...)
	dst = dst[:len(dst)-obfuscationStep+n]
	return append(dst, end+"\r\n"...)
}

// eventEnd is what the events of choices end with.
const eventEnd = "}\n\n"

// enclose renders what stands behind a text of choice 0 in a plain event.
func (c *cursor) enclose() {
	c.behind = c.encoder.appendBehind(c.behind[:0], c, 0)
	if c.noise {
		c.behind = append(c.behind, obfuscationKey...)
		c.fixed = utf8.RuneCount(c.before) + utf8.RuneCount(c.behind) + len(`"}`)
	}
}

// block is the length of what appendBlock copies.
const block = 256

// appendBlock is append for a src shorter than a block: it copies a whole one where
// both have room for it, and then does not guess at the length.
func appendBlock(dst, src []byte) []byte {
	n := len(dst)
	if len(src) > block || cap(src) < block || cap(dst)-n < block {
		return append(dst, src...)
	}
	*(*[block]byte)(dst[n : n+block]) = *(*[block]byte)(src[:block])
	return dst[:n+len(src)]
}
