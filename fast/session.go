package fast

import (
	"time"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// session is the state of one request that the codecs share. It is pooled.
type session struct {
	turn
	in          decode.Reader
	marks       skim.Marks
	body        []byte             // of the request
	options     [maxOptions][]byte // members that ask for more than plain text, as they stand in the body; nil if absent
	messagesAt  int                // where the messages begin in the body; 0 if there are none
	promptChars int
	fails       bool    // an error is going to take the place of the answer
	slowdown    float64 // what latencies are multiplied by

	stream  cursor
	encoder encoder // of the stream
	state   state   // what a codec keeps beside; nil if nothing
	clock   clock
	start   pace.Instant // of the answer, where it has begun before this request; else 0
	skipped skipped      // of its stream
}

// maxOptions is how many options a dialect may number.
const maxOptions = 16

// state is what a codec keeps of a request.
type state interface{ release() }

// clock tells the time that the model takes.
type clock interface {
	// lasting returns when an answer of so many tokens that is not streamed begins, and
	// how long it takes the model.
	lasting(tokens int) (start pace.Instant, took time.Duration)
}

// skipped is what has been left out at the beginning of a stream.
type skipped struct{ events, tokens int }

// reset ends the session. Nothing of it may be used afterwards.
func (c *session) reset() {
	if c.rich != nil {
		c.options = [maxOptions][]byte{}
	}
	c.turn.reset()
	c.in = decode.Reader{}
	c.body = nil
	c.messagesAt, c.promptChars = 0, 0
	c.fails = false
	c.stream.reset()
	c.encoder = nil
	if c.state != nil {
		c.state.release()
		c.state = nil
	}
	c.start, c.skipped = 0, skipped{}
}
