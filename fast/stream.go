package fast

import (
	"mock-openai/fast/coalesce"
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

// stream is the state of a streamed answer: which events went out.
type stream struct {
	format *format
	head   []byte         // of every event, up to and including "choices":[
	frame  []byte         // the event rendered last
	unread []byte         // the part of it that has not been given out
	conn   *coalesce.Conn // where chunks can go without fasthttp; nil if it must write them
	turn   int            // the choice whose turn it is
	open   int            // choices that have not ended
	ended  bool           // [DONE] went out
	damage *damage        // nil unless a fault alters events
	fresh  int            // tokens in the event rendered last
	events uint64         // that have not been counted

	usage bool // an event with the usage at the end
	nulls bool // "usage":null in the others
	noise bool // "obfuscation" in every event

	min, max int  // tokens in an event
	clusters bool // plain text has grapheme clusters, which events must not part
}

func (st *stream) reset() { *st = stream{head: kept(st.head), frame: kept(st.frame)} }

// begin prepares the stream of an answer whose choices are known.
func (s *Server) begin(c *call, f *format) {
	st := &c.stream
	st.format = f
	st.open = len(c.choices)
	st.usage, st.noise = c.request.usage || f.openRouter, c.request.noise
	st.nulls = c.request.usage && !f.openRouter
	if f.openRouter {
		st.frame = append(st.frame[:0], processing...)
		st.unread = st.frame
	}
	st.min, st.max = c.manner.StreamTokensMin, c.manner.StreamTokensMax
	st.clusters = s.config.Text != pool.Ascii
	st.head = f.appendHead(append(st.head[:0], "data: "...), f.chunk, &c.answer)
	first := f.first
	if c.rich != nil {
		first = enriched
	}
	for i := range c.choices {
		c.choices[i].stage = first
	}
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
	switch {
	case st.open > 0:
		return c.nextOfChoice(dst, c.takeTurn()), true
	case st.usage:
		st.usage = false
		dst = append(dst, st.head...)
		if st.format.openRouter {
			dst = c.appendEnds(dst)
		}
		dst = c.appendUsage(append(dst, `],"usage":`...))
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
	dst = appendInt(dst, i)
	switch said.stage {
	case opening:
		dst = append(dst, f.role...)
		said.stage = telling
		if said.article.Tokens() == 0 {
			said.stage = closing
		}
	case telling:
		dst = c.appendText(append(dst, f.beforeText...), said)
	case closing:
		dst = append(dst, f.finish...)
		dst = append(append(append(dst, '"'), said.reason...), '"')
		said.stage = done
	case enriched:
		dst = c.appendRichDelta(dst, i)
	}
	if said.stage == done {
		c.stream.open--
	}
	dst = append(dst, `}]`...)
	if c.stream.nulls {
		dst = append(dst, `,"usage":null`...)
	}
	return c.endEvent(dst)
}

// appendText appends as many tokens as the event may carry.
func (c *call) appendText(dst []byte, said *choice) []byte {
	st := &c.stream
	if said.at == 0 {
		dst = append(dst, said.echo...)
	}
	to := min(said.at+st.min+c.rng.IntN(st.max-st.min+1), said.article.Tokens())
	if st.clusters {
		to = said.article.Whole(to)
	}
	dst = append(dst, said.article.Slice(said.at, to)...)
	st.fresh += to - said.at
	said.at = to
	dst = append(dst, st.format.afterText...)
	if to < said.article.Tokens() {
		return append(dst, `null`...)
	}
	if said.stage = st.format.afterLast; said.stage == done {
		return append(append(append(dst, '"'), said.reason...), '"')
	}
	return append(dst, `null`...)
}

// endEvent closes the object and the event.
func (c *call) endEvent(dst []byte) []byte {
	if c.stream.noise {
		dst = append(dst, `,"obfuscation":"`...)
		dst = id{c.rng.Uint64(), c.rng.Uint64()}.appendAnswer(dst)
		dst = append(dst, '"')
	}
	return append(dst, "}\n\n"...)
}
