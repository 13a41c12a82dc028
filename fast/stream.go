package fast

import (
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/render"
)

// begin prepares the stream of an answer whose choices are known. If its plain text has
// clusters, events do not part them.
func (f *format) begin(c *session, clusters bool) {
	st := &c.stream
	st.begin(f, &c.answer, c.rng, c.manner.StreamTokensMin, c.manner.StreamTokensMax)
	st.open = len(c.choices)
	st.usage, st.noise = c.request.usage || f.countsAlways, c.request.padded(f.obfuscated)
	st.nulls = c.request.usage && !f.countsAlways
	st.afterLast, st.lastApart = f.afterLast, f.legacy()
	st.comment = f.comment
	st.clusters = clusters
	st.before = slices.Grow(st.before[:0], block)
	head := f.appendHead(append(st.before, "data: "...), f.chunk, f.chunkMembers, &c.answer)
	st.before = append(append(head, `{"index":0`...), f.beforeText...)
	st.head = st.before[:len(head):len(head)]
	first := position{stage: f.first}
	if c.rich != nil {
		first.stage = stageRich
	}
	for i := range c.choices {
		if c.rich != nil {
			first.call = c.rich.told[i].from
		}
		st.choices = append(st.choices, first)
	}
	st.plain = len(c.choices) == 1 && len(c.choices[0].echo) == 0
	st.enclose()
}

// appendEvent appends the next SSE event of a chat or of a legacy completion.
func (f *format) appendEvent(dst []byte, c *cursor) ([]byte, bool) {
	switch {
	case c.open > 0:
		return f.appendChoice(dst, c, c.takeTurn()), true
	case c.usage:
		c.usage = false
		dst = append(dst, c.head...)
		if f.repeatsEnds {
			dst = f.appendEnds(dst, c.answer)
		}
		dst = f.appendUsage(append(dst, `],"usage":`...), c.answer)
		return f.endEvent(dst, c), true
	case !c.ended:
		c.ended, c.atOnce = true, true
		return append(dst, "data: [DONE]\n\n"...), true
	}
	return dst, false
}

// appendChoice appends the next event of choice i.
func (f *format) appendChoice(dst []byte, c *cursor, i int) []byte {
	said, p := &c.answer.choices[i], &c.choices[i]
	dst = append(dst, c.head...)
	dst = append(dst, `{"index":`...)
	dst = render.AppendInt(dst, i)
	switch p.stage {
	case stageOpen:
		dst = append(dst, f.role...)
		p.stage = stageText
		if said.article.Tokens() == 0 {
			p.stage = stageFinish
		}
	case stageText:
		dst = append(dst, f.beforeText...)
		if p.at == 0 {
			dst = append(dst, said.echo...)
		}
		dst = append(dst, c.take(i, c.reach(&said.article, p.at))...)
		return f.endEvent(f.appendBehind(dst, c, i), c)
	case stageFinish:
		dst = append(append(dst, f.finish...), f.finishes[said.finish]...)
		p.stage = stageDone
	case stageRich:
		dst = f.appendRichDelta(dst, c, i)
	}
	if p.stage == stageDone {
		c.open--
	}
	return f.endEvent(f.closeChoice(dst, c), c)
}

// appendBehind appends what stands between a text of choice i and the end of its event.
func (f *format) appendBehind(dst []byte, c *cursor, i int) []byte {
	dst = append(dst, f.afterText...)
	if c.choices[i].stage == stageDone {
		dst = append(dst, f.finishes[c.answer.choices[i].finish]...)
	} else {
		dst = append(dst, `null`...)
	}
	return f.closeChoice(dst, c)
}

// closeChoice appends what stands between a finish reason and the end of its event.
func (f *format) closeChoice(dst []byte, c *cursor) []byte {
	dst = append(dst, `}]`...)
	if c.nulls {
		dst = append(dst, `,"usage":null`...)
	}
	return dst
}

// endEvent closes the object and the event.
func (f *format) endEvent(dst []byte, c *cursor) []byte {
	if c.noise {
		dst = c.appendObfuscation(dst)
	}
	return append(dst, eventEnd...)
}

// appendEmpty appends an event without choices, but for its end.
func (f *format) appendEmpty(dst []byte, c *cursor) []byte {
	return append(append(dst, c.head...), "]}"...)
}

// empty does nothing: its choices are emptied event by event.
func (*format) empty() bool { return false }

// appendError appends the error that ends a stream.
func (f *format) appendError(dst []byte, c *cursor, e *apierr.Error) []byte {
	if !f.failsInChoice {
		return append(openai.AppendError(append(dst, "data: "...), e), "\n\n"...)
	}
	dst = append(append(dst, c.head...), `{"index":0`...)
	dst = append(append(dst, f.finish...), `"error"}],"error":{"code":`...)
	dst = append(render.AppendInt(dst, e.Status), `,"message":"`...)
	return append(append(dst, e.Message...), `"}}`+"\n\n"...)
}

// appendEnds appends how the choices have ended, once more.
func (f *format) appendEnds(dst []byte, a *answer) []byte {
	for i := range a.choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		dst = append(dst, f.finish...)
		dst = append(append(dst, f.finishes[a.choices[i].finish]...), '}')
	}
	return dst
}
