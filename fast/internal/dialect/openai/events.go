package openai

import (
	"slices"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// eventEnd is what events end with.
const eventEnd = "}\n\n"

// done is the last event of a stream.
const done = "data: [DONE]\n\n"

// firstIndex follows the head in events of choice 0.
const firstIndex = `{"index":0`

// begin prepares the stream of an answer. With clusters, events do not split the grapheme
// clusters of plain text.
func (f *Format) begin(c *dialect.Session, clusters bool) {
	st := &c.Stream
	c.BeginStream(f)
	st.Open = len(c.Choices)
	st.Usage, st.Padded = (c.Request.Usage || f.CountsAlways) && !f.UsageInLast, c.Request.Padded(f.obfuscated)
	st.NullUsage = f.NullsUsage || c.Request.Usage && !f.CountsAlways && !f.UsageInLast && !f.Served
	if st.Usage && c.Request.UsageSoFar {
		st.Padded, st.NullUsage = false, false
		st.Counts = stream.Counts{Between: totalTokens, Others: c.PromptTokens, Behind: usageSoFarEnd}
	}
	st.AfterLast, st.LastApart = f.AfterLast, f.legacy()
	st.Comment = f.Comment
	st.Clusters = clusters
	st.Prefix = slices.Grow(st.Prefix[:0], stream.Block)
	head := f.appendHead(append(st.Prefix, "data: "...), f.chunk, f.ChunkMembers, &c.Answer)
	st.Prefix = append(append(head, firstIndex...), f.BeforeText...)
	st.Head = st.Prefix[:len(head):len(head)]
	first := stream.Position{Stage: f.first}
	if c.Extras != nil {
		first.Stage = stream.StageExtras
	}
	for i := range c.Choices {
		if c.Extras != nil {
			first.Call = c.Extras.Choices[i].From
		}
		st.Choices = append(st.Choices, first)
	}
	st.Opening = f.Opening
	st.Plain = f.Opening == "" && isPlain(&c.Answer)
	st.RenderSuffix()
	if c.Quirks != 0 {
		f.beginQuirks(c)
	}
}

// isPlain tells whether all events of text are text between the same fragments.
func isPlain(a *engine.Answer) bool { return len(a.Choices) == 1 && len(a.Choices[0].Echo) == 0 }

// AppendEvent appends the next SSE event of a chat or of a legacy completion.
func (f *Format) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	switch {
	case c.Opening != "":
		c.Opening, c.Plain = "", isPlain(c.Answer)
		return append(dst, f.Opening...), true
	case c.Open > 0:
		return f.appendChoice(dst, c, c.NextChoice()), true
	case c.Usage:
		c.Usage = false
		dst = append(dst, c.Head...)
		if f.RepeatsEnds {
			dst = f.appendEnds(dst, c.Answer)
		}
		dst = f.appendUsage(append(dst, `],"usage":`...), c.Answer)
		return f.endEvent(dst, c), true
	case !c.Ended:
		c.Ended, c.AtOnce = true, true
		return append(dst, done...), true
	}
	return dst, false
}

// appendChoice appends the next event of choice i.
func (f *Format) appendChoice(dst []byte, c *stream.Cursor, i int) []byte {
	said, p := &c.Answer.Choices[i], &c.Choices[i]
	opens := i == 0 && (p.Stage == stream.StageOpen || p.Stage == stream.StageExtras && !p.RoleSent)
	if i == 0 {
		dst = append(dst, c.Prefix[:len(c.Head)+len(firstIndex)]...)
	} else {
		dst = append(append(dst, c.Head...), `{"index":`...)
		dst = render.AppendInt(dst, i)
	}
	switch p.Stage {
	case stream.StageOpen:
		dst = append(dst, f.Role...)
		p.Stage = stream.StageText
		if said.Article.Tokens() == 0 {
			p.Stage = stream.StageFinish
		}
	case stream.StageText:
		dst = append(dst, f.BeforeText...)
		if p.At == 0 {
			dst = append(dst, said.Echo...)
		}
		dst = append(dst, c.Take(i, c.DrawEnd(&said.Article, p.At))...)
		return f.endEvent(f.appendTextEnd(dst, c, i), c)
	case stream.StageFinish:
		dst = f.appendFinish(append(dst, f.Finish...), said)
		p.Stage = stream.StageDone
	case stream.StageExtras:
		dst = f.appendRichDelta(dst, c, i)
	}
	if p.Stage == stream.StageDone {
		c.Open--
	}
	dst = f.closeChoice(dst, c, i)
	switch {
	case !f.hasMembers():
	case opens:
		dst = f.appendMembers(dst, c.Answer, partFirst)
	case c.Open == 0:
		dst = f.appendMembers(dst, c.Answer, partLast)
	}
	return f.endEvent(dst, c)
}

// AppendSuffix appends what follows a text of choice i in its event.
func (f *Format) AppendSuffix(dst []byte, c *stream.Cursor, i int) []byte {
	switch {
	case c.Counts.Behind != nil:
		return appendUsageSoFar(append(f.appendTextFinish(dst, c, i), `}]`...), c.Answer)
	case c.Padded:
		return f.appendTextEnd(dst, c, i)
	}
	return append(f.appendTextEnd(dst, c, i), eventEnd...)
}

// appendTextEnd appends what comes between a text of choice i and the end of its event.
func (f *Format) appendTextEnd(dst []byte, c *stream.Cursor, i int) []byte {
	return f.closeChoice(f.appendTextFinish(dst, c, i), c, i)
}

// appendTextFinish appends what follows a text of choice i, up to the end of the
// choice.
func (f *Format) appendTextFinish(dst []byte, c *stream.Cursor, i int) []byte {
	dst = append(dst, f.AfterText...)
	if c.Choices[i].Stage == stream.StageDone {
		return f.appendFinish(dst, &c.Answer.Choices[i])
	}
	return append(append(dst, `null`...), f.Unfinished...)
}

// closeChoice appends what comes between the finish reason of choice i and the end of its
// event.
func (f *Format) closeChoice(dst []byte, c *stream.Cursor, i int) []byte {
	dst = append(dst, `}]`...)
	switch {
	case c.NullUsage:
		return append(dst, `,"usage":null`...)
	case c.Counts.Behind != nil:
		tokens := c.Choices[i].Sent(c.Answer, i)
		dst = render.AppendInt(appendUsageSoFar(dst, c.Answer), tokens)
		dst = render.AppendInt(append(dst, totalTokens...), c.Answer.PromptTokens+tokens)
		return append(dst, '}')
	}
	return dst
}

// endEvent closes the object and the event.
func (f *Format) endEvent(dst []byte, c *stream.Cursor) []byte {
	if c.Padded {
		dst = c.AppendObfuscation(dst)
	}
	return append(dst, eventEnd...)
}

// AppendEmpty appends an event without choices, up to its two newlines.
func (f *Format) AppendEmpty(dst []byte, c *stream.Cursor) []byte {
	return append(append(dst, c.Head...), "]}"...)
}

// Empty reports false: the injector empties the choices event by event.
func (*Format) Empty() bool { return false }

// appendEnds appends every choice once more with its finish reason only.
func (f *Format) appendEnds(dst []byte, a *engine.Answer) []byte {
	for i := range a.Choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		dst = append(dst, f.Finish...)
		dst = append(append(dst, f.Finishes[a.Choices[i].Finish]...), '}')
	}
	return dst
}
