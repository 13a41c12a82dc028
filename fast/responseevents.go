package fast

import (
	"time"

	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// eventStart is an event of that type up to the value of its sequence number.
func eventStart(kind string) string {
	return "event: " + kind + "\ndata: {\"type\":\"" + kind + `","sequence_number":`
}

var (
	eventCreated    = eventStart("response.created")
	eventInProgress = eventStart("response.in_progress")
	eventCompleted  = eventStart("response.completed")
	eventIncomplete = eventStart("response.incomplete")
	eventError      = eventStart("error")
)

// nextOfResponse appends the next event of a response to dst; false says that
// there is none.
func (c *call) nextOfResponse(dst []byte) ([]byte, bool) {
	r := c.response
	switch {
	case r.events == 0:
		dst = c.appendUnfinished(append(r.appendEvent(dst, eventCreated), `,"response":`...), statusInProgress)
	case r.events == 1:
		dst = c.appendUnfinished(append(r.appendEvent(dst, eventInProgress), `,"response":`...), statusInProgress)
	case r.turn < len(r.items):
		return c.nextOfItem(dst, &r.items[r.turn]), true
	case !r.ended:
		r.ended = true
		last := eventCompleted
		if c.choices[0].finish == finishLength {
			last = eventIncomplete
		}
		dst = append(r.appendEvent(dst, last), `,"response":`...)
		at := len(dst)
		r.completed = c.finished()
		dst = c.appendFinished(dst, r.completed)
		c.keep(dst[at:])
	default:
		c.stream.events--
		return dst, false
	}
	return append(dst, "}\n\n"...), true
}

// finished is the Unix second in which the response was completed.
func (c *call) finished() int64 {
	switch {
	case c.response.completed != 0:
		return c.response.completed
	case c.determined:
		return c.created
	}
	return time.Now().Unix()
}

// appendEvent appends the beginning of the next event.
func (r *response) appendEvent(dst []byte, start string) []byte {
	dst = render.AppendInt(append(dst, start...), r.events)
	r.events++
	return dst
}

// nextOfItem appends the next event of it.
func (c *call) nextOfItem(dst []byte, it *item) []byte {
	r, f := c.response, it.form
	dst = r.appendEvent(dst, f.events[it.step])
	dst = render.AppendInt(append(dst, `,"output_index":`...), r.turn)
	if it.step == itemAdded || it.step == itemDone {
		dst = append(dst, `,"item":`...)
	} else {
		dst = append(it.appendID(append(dst, `,"item_id":"`...)), '"')
		dst = append(dst, f.index...)
	}
	delta := -1
	switch it.step {
	case itemAdded:
		dst = it.appendEmpty(dst)
	case partAdded:
		dst = c.appendPart(append(dst, `,"part":`...), it, 0)
	case pieces:
		to := c.pieceEnd(it.at, it.article)
		dst = c.appendTokens(append(dst, `,"delta":"`...), it, it.at, to)
		delta = charsUpTo(it.article, to) - charsUpTo(it.article, it.at)
		it.at = to
	case textDone:
		dst = c.appendTokens(append(dst, f.text...), it, 0, it.article.Tokens())
		if f == &functionItem {
			dst = append(append(append(dst, `,"name":"`...), it.call.name...), '"')
		}
	case partDone:
		dst = c.appendPart(append(dst, `,"part":`...), it, it.article.Tokens())
	case itemDone:
		dst = c.appendItem(dst, it)
	}
	if it.advance(); it.step == steps {
		r.turn++
	}
	if delta >= 0 && c.stream.noise {
		dst = c.appendDeltaObfuscation(dst, delta)
	}
	return append(dst, eventEnd...)
}

// charsUpTo is the number of characters in the tokens of a up to but not including
// end.
func charsUpTo(a pool.Article, end int) int {
	if end == a.Tokens() {
		return chars(a)
	}
	return end * pool.CharsPerToken
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
