package load

import (
	"bytes"
	"fmt"
	"time"

	"mock-openai/bench/sse"
	"mock-openai/fast/pace"
)

// answer is what is kept of one answer; its bytes are not.
type answer struct {
	status int
	stream bool // of events

	compressed bool // nothing in it is read
	foreign    bool // it is neither a stream nor JSON
	leaves     bool // its client may leave before the end, so that its times tell too little
	resent     bool // its request was sent again, as the server had closed the connection

	sent        pace.Instant // when its request was, the first time
	bytes       int64        // of the body so far
	held        int64        // of the event under way, or of a body that is no stream
	events      int64        // that have ended so far
	contents    int64        // events with content
	first       pace.Instant // when the first event had arrived
	content     pace.Instant // when the first event with content had
	lastContent pace.Instant
	latestEvent pace.Instant
	latest      pace.Instant // when the latest bytes had arrived

	reads    int
	gaps     []time.Duration // between reads, not counted yet
	together int64           // events that came in one read with the one before
	place    place           // of content in the events
	failure  []byte          // the beginning of an event that reports an error, empty if there is none
	tail     []byte          // of the body, where usage is

	counted int64 // tokens of the answer by the usage in an event; 0 if none had it

	framings sse.Framings
	framing  sse.Framing // of the stream
	checker  Checker     // nil if nobody looks
	shard    *shard
}

// maxGaps is how many gaps gather before they are counted.
const maxGaps = 512

// reset makes a ready for the next answer.
func (a *answer) reset() {
	*a = answer{place: a.place, gaps: a.gaps[:0], tail: a.tail[:0], failure: a.failure[:0], framings: a.framings, checker: a.checker, shard: a.shard}
}

// head takes the status line and the headers.
func (a *answer) head(h Head) {
	if a.compressed = h.Compressed(); !a.compressed {
		a.framing = a.framings.For(h.ContentType)
	}
	a.stream = a.framing != nil
	a.foreign = !a.stream && !a.compressed && !isJSON(h.ContentType)
	a.status, h.Stream = h.Status, a.stream
	if a.checker != nil {
		a.checker.Head(h)
	}
}

// arrived notes the time of a read that brought something.
func (a *answer) arrived() {
	a.latest = pace.Now()
	a.reads++
}

// mostHeld is the longest event, and the longest body that a Checker gets. It is more than the
// longest prompt with all of its characters escaped.
const mostHeld = 256 << 20

var errTooLong = fmt.Errorf("an event or a body of more than %d MiB", mostHeld>>20)

// body takes a part of the body that the latest read brought. whole means that it is all of it.
func (a *answer) body(part []byte, whole bool) error {
	a.bytes += int64(len(part))
	a.held += int64(len(part))
	a.keepTail(part)
	switch {
	case a.checker == nil && !a.stream: // nothing is held
		return nil
	case a.held > mostHeld:
		return errTooLong
	case !a.stream:
		a.checker.Body(part, whole)
		return nil
	}
	for {
		event, rest, ok := a.framing.Next(part)
		if !ok {
			return nil
		}
		a.event(&event)
		part = rest
		a.held = int64(len(part))
	}
}

// end takes the end of an answer that is whole.
func (a *answer) end() {
	if lines, ok := a.framing.(*sse.Lines); ok && a.stream {
		if e, ok := lines.End(); ok {
			a.event(&e)
		}
	}
}

func (a *answer) event(e *sse.Event) {
	if a.events == 0 {
		a.first = a.latest
	} else {
		if len(a.gaps) == maxGaps {
			if !a.leaves {
				a.shard.gaps(a.gaps)
			}
			a.gaps = a.gaps[:0]
		}
		if gap := a.latest.Sub(a.latestEvent); gap > 0 {
			a.gaps = append(a.gaps, gap)
		} else {
			a.together++
		}
	}
	a.events++
	a.latestEvent = a.latest
	known := a.checker != nil && a.checker.Event(*e, a.reads)
	if known || a.place.hasContent(e) {
		if a.contents == 0 {
			a.content = a.latest
		}
		a.contents++
		a.lastContent = a.latest
	} else if len(a.failure) == 0 && tellsError(e) {
		a.failure = append(a.failure, e.Data[:min(len(e.Data), mostShown)]...)
	}
	if tellsTokens(e.Type) {
		a.counted = tokens(e.Data) // too long for the tail
	}
}

// mostShown is how many bytes of an event that reports an error are shown.
const mostShown = 120

// tailSize is enough for usage and what follows it.
const tailSize = 512

// keepTail keeps at least the last tailSize bytes of the body.
func (a *answer) keepTail(part []byte) {
	if len(part) >= tailSize {
		a.tail = append(a.tail[:0], part[len(part)-tailSize:]...)
		return
	}
	if len(a.tail)+len(part) > 2*tailSize {
		a.tail = append(a.tail[:0], a.tail[len(a.tail)-tailSize:]...)
	}
	a.tail = append(a.tail, part...)
}

// usage begins the names of the usage: usage and Gemini's usageMetadata. lengths are its members
// with the number of tokens of the answer. Ollama has evalCount beside the text.
var (
	usage     = []byte(`"usage`)
	lengths   = [...][]byte{[]byte(`completion_tokens":`), []byte(`output_tokens":`), []byte(`"candidatesTokenCount":`), []byte(`"outputTokens":`)}
	evalCount = []byte(`"eval_count":`)
)

// tokens returns the answer's length in tokens as its usage has it, or -1 without one.
func (a *answer) tokens() int64 {
	if a.counted > 0 {
		return a.counted
	}
	return tokens(a.tail[max(len(a.tail)-tailSize, 0):])
}

// tokens returns the tokens of the last usage in p, or -1 if there is none.
func tokens(p []byte) int64 {
	n := number(p, evalCount)
	for {
		i := bytes.Index(p, usage)
		if i < 0 {
			return n
		}
		p = p[i+len(usage):]
		for _, key := range lengths {
			if v := number(p, key); v >= 0 {
				n = v
				break
			}
		}
	}
}

// number returns the whole number after the first key in p, or -1 if there is none. Longer numbers
// than nine digits do not count, so that no sum of them overflows.
func number(p, key []byte) int64 {
	const mostDigits = 9
	i := bytes.Index(p, key)
	if i < 0 {
		return -1
	}
	p = bytes.TrimLeft(p[i+len(key):], " ")
	n, digits := int64(0), 0
	for digits < len(p) && p[digits] >= '0' && p[digits] <= '9' && digits <= mostDigits {
		n = n*10 + int64(p[digits]-'0')
		digits++
	}
	if digits == 0 || digits > mostDigits || digits < len(p) && (p[digits] == '.' || p[digits]|0x20 == 'e') {
		return -1
	}
	return n
}
