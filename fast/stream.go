package fast

import (
	"slices"
	"unicode/utf8"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// stage is how far the stream of a choice has come.
type stage uint8

const (
	opening stage = iota // nothing sent
	telling              // text is being sent
	closing              // the finish reason is still to come
	done
	enriched // c.rich knows how far
)

// eventEnd is what the events of choices end with.
const eventEnd = "}\n\n"

// stream is the state of a streamed answer: which events went out.
type stream struct {
	format   *format
	head     []byte         // of every event, up to and including "choices":[
	before   []byte         // the same, and on to the text of choice 0
	behind   []byte         // what stands behind it, up to where the event ends
	plain    bool           // all events of text are text between before and behind
	fixed    int            // the characters of a padded event of plain text, but for text and padding
	from     int            // where the event that is being rendered begins
	frame    []byte         // the event rendered last
	unread   []byte         // the part of it that has not been given out
	conn     *coalesce.Conn // where chunks can go without fasthttp; nil if it must write them
	turn     int            // the choice whose turn it is
	open     int            // choices that have not ended
	ended    bool           // [DONE] went out
	damage   *damage        // nil unless a fault alters events
	fresh    int            // tokens in the event rendered last
	events   uint64         // that have not been counted
	paddings uint64         // so far

	usage bool // an event with the usage at the end
	nulls bool // "usage":null in the others
	noise bool // "obfuscation" in every event, or in every delta of a response

	min, max int  // tokens in an event
	clusters bool // plain text has grapheme clusters, which events must not part
}

func (st *stream) reset() {
	*st = stream{before: render.Kept(st.before), behind: render.Kept(st.behind), frame: render.Kept(st.frame)}
}

// begin prepares the stream of an answer whose choices are known.
func (s *Server) begin(c *call, f *format) {
	st := &c.stream
	st.format = f
	st.open = len(c.choices)
	st.usage, st.noise = c.request.usage || f.countsAlways, c.padded(f.obfuscated)
	st.nulls = c.request.usage && !f.countsAlways
	if f.comment != "" {
		st.frame = append(st.frame[:0], f.comment...)
		st.unread = st.frame
	}
	st.min, st.max = c.manner.StreamTokensMin, c.manner.StreamTokensMax
	st.clusters = s.config.Text != pool.Ascii
	st.before = slices.Grow(st.before[:0], block)
	head := f.appendHead(append(st.before, "data: "...), f.chunk, f.chunkMembers, &c.answer)
	st.before = append(append(head, `{"index":0`...), f.beforeText...)
	st.head = st.before[:len(head):len(head)]
	first := f.first
	if c.rich != nil {
		first = enriched
	}
	for i := range c.choices {
		c.choices[i].stage = first
	}
	st.plain = len(c.choices) == 1 && len(c.choices[0].echo) == 0
	c.enclose(&choice{})
}

// next appends the next SSE event to dst; false says that there is none.
func (c *call) next(dst []byte) ([]byte, bool) {
	if c.stream.damage != nil {
		return c.nextDamaged(dst)
	}
	return c.nextEvent(dst)
}

// nextEvent is next for a stream that nothing happens to.
func (c *call) nextEvent(dst []byte) ([]byte, bool) {
	st := &c.stream
	st.events++
	st.from = len(dst)
	switch {
	case st.open > 0:
		return c.nextOfChoice(dst, c.takeTurn()), true
	case st.usage:
		st.usage = false
		dst = append(dst, st.head...)
		if st.format.repeatsEnds {
			dst = c.appendEnds(dst)
		}
		dst = st.format.appendUsage(append(dst, `],"usage":`...), &c.answer)
		return c.endEvent(dst), true
	case c.response != nil:
		return c.nextOfResponse(dst)
	case !st.ended:
		st.ended = true
		return append(dst, "data: [DONE]\n\n"...), true
	}
	st.events--
	return dst, false
}

// takeTurn returns the choices that are still open one after the other.
func (c *call) takeTurn() int {
	for {
		i := c.stream.turn
		if c.stream.turn++; c.stream.turn == len(c.choices) {
			c.stream.turn = 0
		}
		if c.choices[i].stage != done {
			return i
		}
	}
}

// nextOfChoice appends the next event of choice i.
func (c *call) nextOfChoice(dst []byte, i int) []byte {
	said, f := &c.choices[i], c.stream.format
	dst = append(dst, c.stream.head...)
	dst = append(dst, `{"index":`...)
	dst = render.AppendInt(dst, i)
	switch said.stage {
	case opening:
		dst = append(dst, f.role...)
		said.stage = telling
		if said.article.Tokens() == 0 {
			said.stage = closing
		}
	case telling:
		dst = append(dst, f.beforeText...)
		if said.at == 0 {
			dst = append(dst, said.echo...)
		}
		dst = append(dst, c.take(said, c.reach(said, said.at))...)
		return c.endEvent(c.appendBehind(dst, said))
	case closing:
		dst = append(append(dst, f.finish...), f.finishes[said.finish]...)
		said.stage = done
	case enriched:
		dst = c.appendRichDelta(dst, i)
	}
	if said.stage == done {
		c.stream.open--
	}
	return c.endEvent(c.closeChoice(dst))
}

// reach draws the token of what is said, or of what could be behind it, that an
// event goes up to which begins at from.
func (c *call) reach(said *choice, from int) int {
	st := &c.stream
	to := from + st.min + c.rng.IntN(st.max-st.min+1)
	end := said.article.Tokens()
	if from == 0 && to >= end && st.format.legacy() {
		to = max(st.min, end-1) // the finish reason rides on the last event, which is not the first
	}
	if st.clusters && to < end {
		to = said.article.Whole(to)
	}
	return to
}

// take returns the text of what is said up to token to, which goes out.
func (c *call) take(said *choice, to int) []byte {
	st, from, end := &c.stream, said.at, said.article.Tokens()
	if to >= end {
		to = end
		if said.stage = st.format.afterLast; said.stage == done {
			st.open--
		}
	}
	said.at = to
	st.fresh += to - from
	return said.article.Slice(from, to)
}

// appendBehind appends what stands between a text and the end of its event.
func (c *call) appendBehind(dst []byte, said *choice) []byte {
	dst = append(dst, c.stream.format.afterText...)
	if said.stage == done {
		dst = append(dst, c.stream.format.finishes[said.finish]...)
	} else {
		dst = append(dst, `null`...)
	}
	return c.closeChoice(dst)
}

// enclose renders what stands behind a text of said in a plain event.
func (c *call) enclose(said *choice) {
	st := &c.stream
	st.behind = c.appendBehind(st.behind[:0], said)
	if st.noise {
		st.behind = append(st.behind, obfuscationKey...)
		st.fixed = utf8.RuneCount(st.before) + utf8.RuneCount(st.behind) + len(`"}`)
	}
}

// closeChoice appends what stands between a finish reason and the end of its event.
func (c *call) closeChoice(dst []byte) []byte {
	dst = append(dst, `}]`...)
	if c.stream.nulls {
		dst = append(dst, `,"usage":null`...)
	}
	return dst
}

// endEvent closes the object and the event.
func (c *call) endEvent(dst []byte) []byte {
	if c.stream.noise {
		dst = c.appendObfuscation(dst, c.stream.from)
	}
	return append(dst, eventEnd...)
}
