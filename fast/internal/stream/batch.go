package stream

import (
	"unicode/utf8"

	"mock-openai/fast/internal/render"
)

// AppendChunks appends the next event as an HTTP/1.1 chunk, or several events of
// plain text; false means that there is none. fasthttp would write the same bytes at
// three times the cost.
func (c *Cursor) AppendChunks(dst []byte) ([]byte, bool) {
	if c.Plain && c.Choices[0].Stage == StageText {
		return c.appendTexts(dst), true
	}
	at := len(dst)
	dst, more := c.Next(append(dst, render.ChunkSize...))
	if !more {
		return dst[:at], false
	}
	return render.EndChunk(dst, at), true
}

// appendTexts appends the next event of plain text, and further ones as long as the batch
// has room.
func (c *Cursor) appendTexts(dst []byte) []byte {
	p, article := &c.Choices[0], &c.Answer.Choices[0].Article
	end := article.Tokens()
	from, to := p.At, c.DrawEnd(article, p.At)
	for to < end && len(dst) < render.Batch {
		dst = c.appendText(dst, article.Slice(from, to), to)
		from, to = to, c.DrawEnd(article, to)
	}
	p.At = from
	text := c.Take(0, to)
	if p.Stage == StageDone {
		c.RenderSuffix()
	}
	return c.appendText(dst, text, p.At)
}

// nextText appends the next event of plain text, which has neither padding nor counts. An
// Encoder would take 1.5 times as long.
func (c *Cursor) nextText(dst []byte) []byte {
	p := &c.Choices[0]
	text := c.Take(0, c.DrawEnd(&c.Answer.Choices[0].Article, p.At))
	if p.Stage == StageDone {
		c.RenderSuffix()
	}
	c.Events++
	if c.Framed != nil {
		return c.appendMessage(dst, text)
	}
	if c.Number != nil {
		dst = render.AppendInt(append(dst, c.Head...), *c.Number)
		*c.Number++
	}
	dst = appendBlock(dst, c.Prefix)
	dst = appendBlock(dst, text)
	return append(dst, c.suffix...)
}

// appendText appends an event of plain text as a chunk, which goes up to token to.
func (c *Cursor) appendText(dst, text []byte, to int) []byte {
	c.Events++
	switch {
	case c.Padded:
		return c.appendPadded(dst, text)
	case c.Counts.Behind != nil:
		return c.appendCounted(dst, text, to)
	case c.Framed != nil:
		return c.appendFramed(dst, text)
	case c.Number != nil:
		return c.appendNumbered(dst, text)
	}
	dst = render.AppendChunkSize(dst, len(c.Prefix)+len(text)+len(c.suffix))
	dst = appendBlock(dst, c.Prefix)
	dst = appendBlock(dst, text)
	dst = append(dst, c.suffix...)
	return append(dst, "\r\n"...)
}

// appendPadded is appendText for an event with padding.
func (c *Cursor) appendPadded(dst, text []byte) []byte {
	chars := len(text)
	if c.Clusters {
		chars = utf8.RuneCount(text)
	}
	const end = "\"}\n\n"
	n := padding(int(c.fixed) + chars)
	dst = render.AppendChunkSize(dst, len(c.Prefix)+len(text)+len(c.suffix)+n+len(end))
	dst = appendBlock(dst, c.Prefix)
	dst = appendBlock(dst, text)
	dst = append(dst, c.suffix...)
	dst = append(dst, c.obfuscation(obfuscationStep)...)
	dst = dst[:len(dst)-obfuscationStep+n]
	return append(dst, end+"\r\n"...)
}

// appendCounted is appendText for an event with counts.
func (c *Cursor) appendCounted(dst, text []byte, to int) []byte {
	var room [64]byte
	counts := render.AppendInt(room[:0], to)
	counts = render.AppendInt(append(counts, c.Counts.Between...), to+c.Counts.Others)
	dst = render.AppendChunkSize(dst, len(c.Prefix)+len(text)+len(c.suffix)+len(counts)+len(c.Counts.Behind))
	dst = appendBlock(dst, c.Prefix)
	dst = appendBlock(dst, text)
	dst = appendBlock(dst, c.suffix)
	dst = append(dst, counts...)
	dst = appendBlock(dst, c.Counts.Behind)
	return append(dst, "\r\n"...)
}

// appendNumbered is appendText for an event with a number.
func (c *Cursor) appendNumbered(dst, text []byte) []byte {
	var room [20]byte
	number := render.AppendInt(room[:0], *c.Number)
	*c.Number++
	dst = render.AppendChunkSize(dst, len(c.Head)+len(number)+len(c.Prefix)+len(text)+len(c.suffix))
	dst = append(appendBlock(dst, c.Head), number...)
	dst = appendBlock(dst, c.Prefix)
	dst = appendBlock(dst, text)
	return append(append(dst, c.suffix...), "\r\n"...)
}

// RenderSuffix renders what follows a text of choice 0 in a plain event.
func (c *Cursor) RenderSuffix() {
	c.suffix = c.encoder.AppendSuffix(c.suffix[:0], c, 0)
	if c.Padded {
		c.suffix = append(c.suffix, obfuscationKey...)
		c.fixed = int32(utf8.RuneCount(c.Prefix) + utf8.RuneCount(c.suffix) + len(`"}`))
	}
}

// Block is the number of bytes that appendBlock copies.
const Block = 256

// appendBlock appends src. If src is at most a block and both slices have capacity,
// it copies a whole block, which avoids a branch on the length.
func appendBlock(dst, src []byte) []byte {
	n := len(dst)
	if len(src) > Block || cap(src) < Block || cap(dst)-n < Block {
		return append(dst, src...)
	}
	*(*[Block]byte)(dst[n : n+Block]) = *(*[Block]byte)(src[:Block])
	return dst[:n+len(src)]
}
