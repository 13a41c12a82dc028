package verify

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"mock-openai/bench/sse"
)

// stream is what has come so far of a streamed answer.
type stream struct {
	id, item []byte // the ids of the answer and of its output item (Responses)
	seen     stages
	at       stage // the latest stage that was seen in order
	sequence int64 // expected number of the next event (Responses)

	position int     // length of the text that has come as expected
	ends     []int32 // position after each piece of text that came
	escape   int     // offset of the next escape in the text, from position on
	plain    pattern // pattern of events with a piece of text
	settled  bool    // the ids in plain are those of this answer
	after    int     // number of bytes after the text in the latest event that fits plain

	frame  frame // frame of the latest event
	misses int   // weighted number of events that differed from the previous frame

	spoken bool // the latest event brought a piece of text and nothing else

	// What is kept of an answer with faults.
	broken   bool      // the text differs from position on
	renamed  int       // number of pieces of the text that came under another id
	segments []segment // first pieces that came from position on
	held     int       // the length of segments in bytes
	holes    []int     // number of pieces before each event that could not be read

	event          sse.Event // the event being inspected
	events, merged int64
	read           int // the number of the read that brought the latest event
}

// segment is a piece of text that came.
type segment struct {
	text    string
	foreign bool // the event has the id of another answer
}

func (s *stream) reset() {
	*s = stream{id: s.id[:0], item: s.item[:0], ends: s.ends[:0], plain: s.plain, frame: s.frame}
	s.frame.reset()
}

var done = []byte("[DONE]")

// Event checks an event of a stream. It reports whether the event is known to bring text.
func (c *checker) Event(e sse.Event, read int) bool {
	if c.events++; read == c.read {
		c.merged++
	}
	c.read = read
	switch {
	case c.head.wrong:
	case c.config.Oracle != nil:
		if !c.isForetold(e.Data) {
			c.inspect(e)
		}
	case c.isSpoken(&e):
		return true
	case len(c.opaque.Data) > 0 && bytes.Equal(e.Data, c.opaque.Data) && bytes.Equal(e.Type, c.opaque.Type):
	case !c.isKnown(&e):
		c.inspect(e)
	}
	return false
}

// inspect checks an event that has to be read.
func (c *checker) inspect(event sse.Event) {
	c.event = event
	a, e := c.config.API, &c.event
	if bytes.Equal(e.Data, done) && a.steps[atDone] == string(done) {
		c.step(atDone, false)
		return
	}
	if err := c.said.load(a, e.Data, false); err != nil {
		kind := InvalidJSON
		if !utf8.Valid(e.Data) || json.Valid(e.Data) { // or JSON with halves of surrogate pairs
			kind = InvalidUTF8
		}
		if !c.has(kind) {
			c.fault(kind, "an event of JSON in UTF-8", excerpt(e.Data, c.said.Offset()))
		}
		if len(c.holes) < mostHoles {
			c.holes = append(c.holes, len(c.ends)+len(c.segments))
		}
		c.sequence++
		return
	}
	if a.typeApart {
		c.said.kind = e.Type
	}
	seen, faults := c.seen, len(c.faults)
	c.spoken = false
	if c.take(e); len(c.faults) == faults {
		c.know(e, c.seen&^seen)
	}
}

// take checks an event that is JSON.
func (c *checker) take(e *sse.Event) {
	s, a := &c.said, c.config.API
	switch {
	case s.failed || string(e.Type) == "error" || string(s.kind) == "error":
		c.fault(ErrorEvent, "no error", excerpt(e.Data, 0))
	case a.opaque != "" && a.opaque == string(s.kind):
		if c.hasType(e) && len(e.Data) <= mostOpaque {
			c.opaque.Type, c.opaque.Data = append(c.opaque.Type[:0], e.Type...), append(c.opaque.Data[:0], e.Data...)
		}
	case s.empty || !c.hasType(e):
		c.unexpected(e)
	case c.want.anyText:
		c.takeGiven()
	default:
		a.flow.take(c, e)
	}
}

// hasType reports whether an event has no type, or the one in its data. If the data has none,
// the type may also be message, the default of server-sent events.
func (c *checker) hasType(e *sse.Event) bool {
	switch {
	case len(e.Type) == 0:
		return true
	case c.said.kind == nil:
		return string(e.Type) == "message"
	}
	return bytes.Equal(e.Type, c.said.kind)
}

// isAlien reports whether an id differs from own, the id of the answer. The first id becomes
// own.
func (c *checker) isAlien(own *[]byte, id []byte) bool {
	if id == nil {
		return false
	}
	if len(*own) == 0 {
		*own = append(*own, id...)
	}
	return !bytes.Equal(*own, id)
}

// step records that a stage has come, and reports a fault if it came twice or out of order.
// It returns false if the event does not count, because it belongs to another answer.
func (c *checker) step(at stage, alien bool) bool {
	if alien {
		if !c.idsVary() && (c.seen.has(at) || at < c.at || at > atText && !c.isComplete()) {
			c.fault(ForeignText, "id "+excerpt(c.id, 0), c.config.API.name(at)+" of id "+excerpt(c.said.id, 0))
			return false
		}
		c.fault(UnexpectedEvent, "id "+excerpt(c.id, 0), "id "+excerpt(c.said.id, 0))
	}
	switch {
	case c.seen.has(at):
		c.fault(Duplicated, c.config.API.name(at)+" once", "it twice")
	case at < c.at:
		c.disorder = fault{Reordered, c.config.API.name(at) + " before " + c.config.API.name(c.at), "it behind"}
	default:
		c.at = at
	}
	c.seen |= setOf(at)
	return true
}

func (c *checker) isComplete() bool { return !c.broken && c.position == len(c.want.text) }

// takeText checks a piece of text.
func (c *checker) takeText(text []byte, alien bool) {
	c.seen |= setOf(atText)
	if c.at > atText {
		c.late = fault{Reordered, "text before " + c.config.API.name(c.at), "it behind: " + excerpt(text, 0)}
	} else {
		c.at = atText
	}
	if !c.broken {
		if n, ok := matches(c.want.text, c.position, text); ok {
			if alien {
				c.renamed++
				c.fault(UnexpectedEvent, "id "+excerpt(c.id, 0), "id "+excerpt(c.said.id, 0))
			}
			if n > 0 {
				c.position += n
				c.ends = append(c.ends, int32(c.position))
			}
			return
		}
		c.broken = true
	}
	if c.held <= 2*len(c.want.text)+moreText && len(c.segments) < len(c.want.text)+morePieces {
		c.held += len(text)
		c.segments = append(c.segments, segment{unescaped(text), alien && !c.idsVary()})
	}
}

// idsVary reports whether events of this answer have come under several ids. Then an id does
// not show which answer an event belongs to.
func (c *checker) idsVary() bool { return c.renamed > 2 }

// pieces returns all pieces of text that came.
func (c *checker) pieces() (all []segment) {
	from := int32(0)
	for _, end := range c.ends {
		all = append(all, segment{unescaped(c.want.text[from:end]), false})
		from = end
	}
	return append(all, c.segments...)
}
