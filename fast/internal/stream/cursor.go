// Package stream walks an answer event by event, and renders plain text in batches.
// An Encoder, provided by a dialect, writes the events.
package stream

import (
	"math/rand/v2"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// Cursor is the state of a stream: how far it is in its answer, and what all its events
// share. A dialect sets the exported fields after Begin.
type Cursor struct {
	encoder Encoder
	Answer  *engine.Answer
	Choices []Position
	textEvents

	// What comes apart from the choices.
	Opening string // the event before all others; empty if there is none or it has been rendered
	Comment string // sent until the first event, to keep the connection alive; empty for none

	// The tokens of an event are drawn between min and max.
	rng      *rand.Rand
	min, max int

	// How far the stream is.
	from     int    // offset of the event being rendered
	turn     int    // the next choice to send an event
	Open     int    // choices that have not ended
	Extra    int    // about how many events the stream has besides those of the choices
	Tokens   int    // tokens in the event rendered last
	Events   uint64 // events that have not been counted in the metrics
	paddings uint64 // number of paddings so far

	Ended     bool // the last event has been rendered
	AtOnce    bool // it is due at once, as [DONE] is
	Usage     bool // the usage comes in an event at the end
	NullUsage bool // the other events have "usage":null
	Padded    bool // every event, or every delta of a response, has "obfuscation"
	Clusters  bool // plain text has grapheme clusters, which events must not split
	LastApart bool // a text of more than one token takes at least two events
}

// Reset prepares c for another Begin. Without a Begin there is nothing to do, which
// saves most requests from clearing 300 bytes.
func (c *Cursor) Reset() {
	if c.encoder == nil {
		return
	}
	*c = Cursor{Choices: render.ClearOrDrop(c.Choices), textEvents: c.textEvents.reset()}
}

// Begin begins the stream of a. rng draws the sizes of its events, from least to most
// tokens.
func (c *Cursor) Begin(e Encoder, a *engine.Answer, rng *rand.Rand, least, most int) {
	c.encoder, c.Answer, c.rng, c.min, c.max = e, a, rng, least, most
	c.Choices, c.turn, c.Ended, c.AtOnce, c.Extra = c.Choices[:0], 0, false, false, 0
}

// SetEncoder replaces the encoder. It then renders plain text event by event too, unless it
// sets Plain again.
func (c *Cursor) SetEncoder(e Encoder) { c.encoder, c.Plain = e, false }

// NextOf is Next with the events of another encoder. It is for encoders that change another
// encoder's events.
func (c *Cursor) NextOf(e Encoder, dst []byte) (_ []byte, more bool) {
	c.from = len(dst)
	dst, more = e.AppendEvent(dst, c)
	c.Plain = false
	return dst, more
}

// Next appends the next event; false means that there is none.
func (c *Cursor) Next(dst []byte) (_ []byte, more bool) {
	c.from, c.Tokens = len(dst), 0
	if c.Plain && c.Choices[0].Stage == StageText && !c.Padded && c.Counts.Behind == nil {
		return c.nextText(dst), true
	}
	if dst, more = c.encoder.AppendEvent(dst, c); more {
		c.Events++
	}
	return dst, more
}

// NextChoice returns the next open choice, in turn.
func (c *Cursor) NextChoice() int {
	for {
		i := c.turn
		if c.turn++; c.turn == len(c.Choices) {
			c.turn = 0
		}
		if c.Choices[i].Stage != StageDone {
			return i
		}
	}
}

// DrawEnd draws the end of an event that begins at token from of a. The end may be
// beyond the last token.
func (c *Cursor) DrawEnd(a *pool.Article, from int) int {
	to := from + c.min + c.rng.IntN(c.max-c.min+1)
	end := a.Tokens()
	if from == 0 && to >= end && c.LastApart {
		to = max(c.min, end-1) // the finish reason is part of the last event, which must not be the first
	}
	if c.Clusters && to < end {
		to = a.ClusterEnd(to)
	}
	return to
}

// Take returns the text of choice i up to token to and marks it as sent.
func (c *Cursor) Take(i, to int) []byte {
	a, p := &c.Answer.Choices[i].Article, &c.Choices[i]
	from, end := p.At, a.Tokens()
	if to >= end {
		to = end
		if p.Stage = c.AfterLast; p.Stage == StageDone {
			c.Open--
		}
	}
	p.At = to
	c.Tokens += to - from
	return a.Slice(from, to)
}

// DrawPiece draws the end of an event that begins at token at of a. It ends after a
// grapheme cluster, even if the event then has more tokens than it should.
func (c *Cursor) DrawPiece(at int, a pool.Article) int {
	end := a.ClusterEnd(min(at+c.min+c.rng.IntN(c.max-c.min+1), a.Tokens()))
	c.Tokens += end - at
	return end
}

// Estimate returns about how many events a stream of that many tokens has.
func (c *Cursor) Estimate(tokens, choices int) float64 {
	mean := float64(c.min+c.max) / 2
	return float64(tokens)/mean + 3*float64(choices) + float64(c.Extra)
}
