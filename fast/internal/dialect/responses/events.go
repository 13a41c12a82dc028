package responses

import (
	"slices"
	"time"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// eventStart returns the beginning of an event of that type, up to its sequence number.
func eventStart(kind string) string {
	return "event: " + kind + "\ndata: {\"type\":\"" + kind + `","sequence_number":`
}

var (
	eventCreated    = eventStart("response.created")
	eventInProgress = eventStart("response.in_progress")
	eventCompleted  = eventStart("response.completed")
	eventIncomplete = eventStart("response.incomplete")
	eventError      = eventStart("error")
	eventFailed     = eventStart("response.failed")
)

// batchStart is eventStart for events that are rendered in batches.
func batchStart(kind string) []byte {
	return append(make([]byte, 0, stream.Block), eventStart(kind)...)
}

// AppendEvent appends the next event of a response.
func (r *response) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	switch {
	case r.events == 0:
		dst = r.appendUnfinished(append(r.appendEventStart(dst, eventCreated), `,"response":`...), statusInProgress)
	case r.events == 1:
		dst = r.appendUnfinished(append(r.appendEventStart(dst, eventInProgress), `,"response":`...), statusInProgress)
	case r.turn < len(r.items):
		return r.appendItemEvent(dst, c, &r.items[r.turn]), true
	case !c.Ended:
		c.Ended = true
		last := eventCompleted
		if incompleteReason(r.session.Choices[0].Finish) != "" {
			last = eventIncomplete
		}
		dst = append(r.appendEventStart(dst, last), `,"response":`...)
		at := len(dst)
		r.completed = r.finished()
		dst = r.appendFinished(dst, r.completed)
		r.keep(dst[at:])
	default:
		return dst, false
	}
	return append(dst, "}\n\n"...), true
}

// AppendSuffix appends what follows a piece of the text.
func (r *response) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte {
	if r.items[r.turn].form == &messageItem {
		return append(dst, `","logprobs":[]}`+"\n\n"...)
	}
	return append(dst, "\"}\n\n"...)
}

// AppendEmpty is not used: streams of responses do not end with [DONE].
func (*response) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty drops all items.
func (r *response) Empty() bool {
	r.items = r.items[:0]
	return true
}

// finished returns the Unix second in which the response is completed.
func (r *response) finished() int64 {
	switch {
	case r.completed != 0:
		return r.completed
	case r.session.Determined:
		return r.session.Created
	}
	return time.Now().Unix()
}

// appendEventStart appends the beginning of the next event.
func (r *response) appendEventStart(dst []byte, start string) []byte {
	dst = render.AppendInt(append(dst, start...), r.events)
	r.events++
	return dst
}

// appendItemEvent appends the next event of an item.
func (r *response) appendItemEvent(dst []byte, c *stream.Cursor, it *item) []byte {
	if it.step == pieces && c.Plain { // they were sent in batches
		c.Plain, it.at = false, it.article.Tokens()
		it.advance()
	}
	f := it.form
	dst = r.appendEventStart(dst, f.events[it.step])
	if it.step == itemAdded || it.step == itemDone {
		dst = render.AppendInt(append(dst, `,"output_index":`...), r.turn)
		dst = append(dst, `,"item":`...)
	} else {
		dst = append(dst, r.within(it)...)
	}
	switch it.step {
	case itemAdded:
		dst = it.appendEmpty(dst)
	case partAdded:
		dst = r.appendPart(append(dst, `,"part":`...), it, 0)
	case pieces:
		dst = r.appendPiece(dst, c, it)
	case textDone:
		dst = r.appendTokens(append(dst, f.text...), it, 0, it.article.Tokens())
		if f == &functionItem {
			dst = append(append(append(dst, `,"name":"`...), it.call.Name...), '"')
		}
	case partDone:
		dst = r.appendPart(append(dst, `,"part":`...), it, it.article.Tokens())
	case itemDone:
		dst = r.appendItem(dst, it)
	}
	switch it.advance(); {
	case it.step == steps:
		r.turn, r.place = r.turn+1, r.place[:0]
	case it.step == pieces && it.at == 0:
		r.batch(c, it)
	}
	return append(dst, "}\n\n"...)
}

// within returns what the events within an item have after their number: where they belong.
// It is rendered once for all of them.
func (r *response) within(it *item) []byte {
	if len(r.place) == 0 {
		dst := render.AppendInt(append(r.place, `,"output_index":`...), r.turn)
		dst = append(it.appendID(append(dst, `,"item_id":"`...)), '"')
		r.place = append(dst, it.form.index...)
	}
	return r.place
}

// appendPiece appends the next piece of what an item says.
func (r *response) appendPiece(dst []byte, c *stream.Cursor, it *item) []byte {
	from := it.at
	it.at = c.DrawPiece(from, it.article)
	dst = r.appendTokens(append(dst, deltaKey...), it, from, it.at)
	if c.Padded {
		return c.AppendDeltaObfuscation(dst, c.Answer.Chars(it.article, from, it.at))
	}
	return dst
}

const deltaKey = `,"delta":"`

// batch has the pieces of it rendered in batches if they are plain text.
func (r *response) batch(c *stream.Cursor, it *item) {
	if it.form.delta == nil || c.Padded || r.tellsLogprobs() {
		return
	}
	c.Plain, c.Clusters, c.AfterLast = true, true, stream.StageFinish
	c.Number, c.Head = &r.events, it.form.delta
	c.Prefix = append(append(slices.Grow(c.Prefix[:0], stream.Block), r.within(it)...), deltaKey...)
	c.Choices = append(c.Choices[:0], stream.Position{Stage: stream.StageText})
	c.RenderSuffix()
}

// advance goes to the next step that has an event.
func (it *item) advance() {
	if it.step == pieces && it.at < it.article.Tokens() {
		return
	}
	for it.step++; it.step < steps; it.step++ {
		if it.form.events[it.step] != "" && (it.step != pieces || it.article.Tokens() > 0) {
			return
		}
	}
}

// Reach says that n events have been rendered.
func (r *response) Reach(n int) { r.events = n }
