package stream

import (
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/render"
)

// textEvents is what the events of plain text have in common: each is Prefix, a piece of
// the text, and suffix. A number before Prefix, counts or padding after suffix, or the
// framing of a binary message may come on top.
type textEvents struct {
	Head   []byte // start of every event, up to and including "choices":[, or up to its number
	Prefix []byte // Head, and up to the text of choice 0; without Head if events have numbers
	suffix []byte // what follows that text, up to the end of the event
	Number *int   // of the next event, between Head and Prefix; nil if events have none
	Counts Counts // after the suffix

	Framed  *eventstream.Checksums // of events that are messages of an event stream; nil if they are none
	payload []byte                 // the JSON of such a message, without what Prefix has of it
	carried int32                  // bytes of payload before the text

	fixed int32 // characters of a padded event without text and padding

	Plain     bool  // every event of text is like this
	encoded   bool  // the JSON of messages of Framed is in base64
	AfterLast Stage // the stage of a choice once its text has been sent
}

// Counts are two token counts at the end of an event of plain text: the tokens of the
// text so far, and their sum with Others.
type Counts struct {
	Between string // between the numbers
	Others  int
	Behind  []byte // from the second number to the end of the event; nil if there are no counts
}

// reset returns textEvents with nothing but the memory of t.
func (t *textEvents) reset() textEvents {
	return textEvents{
		Prefix: render.ResetOrDrop(t.Prefix), suffix: render.ResetOrDrop(t.suffix),
		payload: render.ResetOrDrop(t.payload),
	}
}
