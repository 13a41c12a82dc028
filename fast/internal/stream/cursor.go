// Package stream walks an answer event by event, and renders plain text in batches.
// How an event is written is up to an Encoder, which a dialect provides.
package stream

import (
	"math/rand/v2"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// Encoder is how a dialect writes the events of a stream. It is shared by all
// requests: how far a stream has come is the cursor's.
type Encoder interface {
	// AppendEvent appends the next event, its framing included; false says that there
	// is none.
	AppendEvent(dst []byte, c *Cursor) (_ []byte, more bool)
	// AppendSuffix appends what stands behind a piece of the text of choice i, to the end
	// of the event. Of an event that is padded it leaves out the closing brace and the two
	// newlines, and one with Counts ends before the first number.
	AppendSuffix(dst []byte, c *Cursor, i int) []byte
	// AppendError appends the event that ends a stream with an error.
	AppendError(dst []byte, c *Cursor, e *apierr.Error) []byte
	// Empty leaves out what is still to be said. It reports false if it cannot, and the
	// events are to be emptied one by one.
	Empty() bool
	// AppendEmpty appends an event that says nothing, without the two newlines behind
	// it. Only streams are asked for it that end with [DONE].
	AppendEmpty(dst []byte, c *Cursor) []byte
}

// Stage is how far the stream of a choice has come.
type Stage uint8

const (
	StageOpen   Stage = iota // nothing is sent
	StageText                // text is being sent
	StageFinish              // the finish reason is still to come
	StageDone
	StageRich // the fields of its position say how far
)

// Position is how far the stream of a choice has come.
type Position struct {
	Stage  Stage
	At     int  // tokens of the text streamed so far
	Call   int  // in Extras.Calls: the call whose turn it is
	CallAt int  // tokens of its input streamed so far
	Named  bool // its name is streamed
	Opened bool // the role is
	Heard  bool // the audio is
}

// Counts are two numbers of tokens that an event of plain text ends with: those of the
// text so far, and the same with others.
type Counts struct {
	Between string // the numbers
	Others  int
	Behind  []byte // both, to the end of the event; nil if there are no numbers
}

// Cursor goes through an answer event by event.
type Cursor struct {
	encoder Encoder
	Answer  *engine.Answer
	rng     *rand.Rand
	Choices []Position

	Comment string // keeps the connection alive until the first event; empty for none

	Head   []byte // of every event, up to and including "choices":[
	Prefix []byte // the same, and on to the text of choice 0
	suffix []byte // what stands behind it, up to where the event ends
	Plain  bool   // all events of text are text between before and behind
	Counts Counts // of tokens, behind the suffix of plain text
	fixed  int    // the characters of a padded event of plain text, but for text and padding

	from     int    // where the event that is being rendered begins
	turn     int    // the choice whose turn it is
	Open     int    // choices that have not ended
	Ended    bool   // the last event is rendered
	AtOnce   bool   // and waits for nothing
	Extra    int    // Events beside those of the choices, about
	Tokens   int    // tokens in the event rendered last
	Events   uint64 // that have not been counted
	paddings uint64 // so far

	Usage     bool // an event with the usage at the end
	NullUsage bool // "usage":null in the others
	Padded    bool // "obfuscation" in every event, or in every delta of a response

	min, max  int   // tokens in an event
	Clusters  bool  // plain text has grapheme clusters, which events must not part
	AfterLast Stage // of a choice whose text is sent
	LastApart bool  // a text of more than one token does not go out in one event
}

// Reset ends what Begin began. Without it there is nothing to do, which saves most
// requests the clearing of 300 bytes.
func (c *Cursor) Reset() {
	if c.encoder == nil {
		return
	}
	*c = Cursor{
		Choices: render.Emptied(c.Choices),
		Prefix:  render.Kept(c.Prefix), suffix: render.Kept(c.suffix),
	}
}

// Begin begins the stream of a, whose events draw from rng and have from least to most
// tokens.
func (c *Cursor) Begin(e Encoder, a *engine.Answer, rng *rand.Rand, least, most int) {
	c.encoder, c.Answer, c.rng, c.min, c.max = e, a, rng, least, most
	c.Choices, c.turn, c.Ended, c.AtOnce, c.Extra = c.Choices[:0], 0, false, false, 0
}

// Next appends the next event; false says that there is none.
func (c *Cursor) Next(dst []byte) (_ []byte, more bool) {
	c.from, c.Tokens = len(dst), 0
	if dst, more = c.encoder.AppendEvent(dst, c); more {
		c.Events++
	}
	return dst, more
}

// NextChoice returns the choices that are still open one after the other.
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

// DrawEnd draws the token of a, or of what could be behind it, that an event goes up to
// which begins at from.
func (c *Cursor) DrawEnd(a *pool.Article, from int) int {
	to := from + c.min + c.rng.IntN(c.max-c.min+1)
	end := a.Tokens()
	if from == 0 && to >= end && c.LastApart {
		to = max(c.min, end-1) // the finish reason rides on the last event, which is not the first
	}
	if c.Clusters && to < end {
		to = a.Whole(to)
	}
	return to
}

// Take returns the text of choice i up to token to, which goes out.
func (c *Cursor) Take(i, to int) []byte {
	a, p := c.Answer.Choices[i].Article, &c.Choices[i]
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

// DrawPiece is where the event that begins with token at of a ends: behind a
// grapheme cluster, even if that takes more tokens than an event should have.
func (c *Cursor) DrawPiece(at int, a pool.Article) int {
	end := a.Whole(min(at+c.min+c.rng.IntN(c.max-c.min+1), a.Tokens()))
	c.Tokens += end - at
	return end
}

// Estimate is about how many events a stream has of so many tokens.
func (c *Cursor) Estimate(tokens, choices int) float64 {
	mean := float64(c.min+c.max) / 2
	return float64(tokens)/mean + 3*float64(choices) + float64(c.Extra)
}
