package fast

import (
	"math/rand/v2"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// encoder is how a dialect writes the events of a stream. It is shared by all
// requests: how far a stream has come is the cursor's.
type encoder interface {
	// appendEvent appends the next event, its framing included; false says that there
	// is none.
	appendEvent(dst []byte, c *cursor) (_ []byte, more bool)
	// appendBehind appends what stands behind a piece of the text of choice i, up to
	// where the event ends.
	appendBehind(dst []byte, c *cursor, i int) []byte
	// appendError appends the event that ends a stream with an error.
	appendError(dst []byte, c *cursor, e *apierr.Error) []byte
	// empty leaves out what is still to be said. It reports false if it cannot, and the
	// events are to be emptied one by one.
	empty() bool
	// appendEmpty appends an event that says nothing, without the two newlines behind
	// it. Only streams are asked for it that end with [DONE].
	appendEmpty(dst []byte, c *cursor) []byte
}

// stage is how far the stream of a choice has come.
type stage uint8

const (
	stageOpen   stage = iota // nothing is sent
	stageText                // text is being sent
	stageFinish              // the finish reason is still to come
	stageDone
	stageRich // the fields of its position say how far
)

// position is how far the stream of a choice has come.
type position struct {
	stage  stage
	at     int  // tokens of the text streamed so far
	call   int  // in rich.calls: the call whose turn it is
	callAt int  // tokens of its input streamed so far
	named  bool // its name is streamed
	opened bool // the role is
	heard  bool // the audio is
}

// cursor goes through an answer event by event.
type cursor struct {
	encoder encoder
	answer  *answer
	rng     *rand.Rand
	choices []position

	comment string // keeps the connection alive until the first event; empty for none

	head   []byte // of every event, up to and including "choices":[
	before []byte // the same, and on to the text of choice 0
	behind []byte // what stands behind it, up to where the event ends
	plain  bool   // all events of text are text between before and behind
	fixed  int    // the characters of a padded event of plain text, but for text and padding

	from     int    // where the event that is being rendered begins
	turn     int    // the choice whose turn it is
	open     int    // choices that have not ended
	ended    bool   // the last event is rendered
	atOnce   bool   // and waits for nothing
	extra    int    // events beside those of the choices, about
	fresh    int    // tokens in the event rendered last
	events   uint64 // that have not been counted
	paddings uint64 // so far

	usage bool // an event with the usage at the end
	nulls bool // "usage":null in the others
	noise bool // "obfuscation" in every event, or in every delta of a response

	min, max  int   // tokens in an event
	clusters  bool  // plain text has grapheme clusters, which events must not part
	afterLast stage // of a choice whose text is sent
	lastApart bool  // a text of more than one token does not go out in one event
}

func (c *cursor) reset() {
	*c = cursor{
		choices: render.Emptied(c.choices),
		before:  render.Kept(c.before), behind: render.Kept(c.behind),
	}
}

// begin begins the stream of a, whose events draw from rng and have from least to most
// tokens.
func (c *cursor) begin(e encoder, a *answer, rng *rand.Rand, least, most int) {
	c.encoder, c.answer, c.rng, c.min, c.max = e, a, rng, least, most
	c.choices, c.turn, c.ended, c.atOnce, c.extra = c.choices[:0], 0, false, false, 0
}

// next appends the next event; false says that there is none.
func (c *cursor) next(dst []byte) (_ []byte, more bool) {
	c.from, c.fresh = len(dst), 0
	if dst, more = c.encoder.appendEvent(dst, c); more {
		c.events++
	}
	return dst, more
}

// takeTurn returns the choices that are still open one after the other.
func (c *cursor) takeTurn() int {
	for {
		i := c.turn
		if c.turn++; c.turn == len(c.choices) {
			c.turn = 0
		}
		if c.choices[i].stage != stageDone {
			return i
		}
	}
}

// reach draws the token of a, or of what could be behind it, that an event goes up to
// which begins at from.
func (c *cursor) reach(a *pool.Article, from int) int {
	to := from + c.min + c.rng.IntN(c.max-c.min+1)
	end := a.Tokens()
	if from == 0 && to >= end && c.lastApart {
		to = max(c.min, end-1) // the finish reason rides on the last event, which is not the first
	}
	if c.clusters && to < end {
		to = a.Whole(to)
	}
	return to
}

// take returns the text of choice i up to token to, which goes out.
func (c *cursor) take(i, to int) []byte {
	a, p := c.answer.choices[i].article, &c.choices[i]
	from, end := p.at, a.Tokens()
	if to >= end {
		to = end
		if p.stage = c.afterLast; p.stage == stageDone {
			c.open--
		}
	}
	p.at = to
	c.fresh += to - from
	return a.Slice(from, to)
}

// pieceEnd is where the event that begins with token at of a ends: behind a
// grapheme cluster, even if that takes more tokens than an event should have.
func (c *cursor) pieceEnd(at int, a pool.Article) int {
	end := a.Whole(min(at+c.min+c.rng.IntN(c.max-c.min+1), a.Tokens()))
	c.fresh += end - at
	return end
}

// estimate is about how many events a stream has of so many tokens.
func (c *cursor) estimate(tokens, choices int) float64 {
	mean := float64(c.min+c.max) / 2
	return float64(tokens)/mean + 3*float64(choices) + float64(c.extra)
}
