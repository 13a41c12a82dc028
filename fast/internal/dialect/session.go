package dialect

import (
	"time"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// Session is the state of one request that the codecs share. It is pooled.
type Session struct {
	engine.Turn
	In          decode.Reader
	marks       skim.Marks
	Body        []byte             // of the request
	Options     [MaxOptions][]byte // members that ask for more than plain text, as they stand in the body; nil if absent
	MessagesAt  int                // where the messages begin in the body; 0 if there are none
	PromptChars int
	Fails       bool    // an error is going to take the place of the answer
	Slowdown    float64 // what latencies are multiplied by

	Stream        stream.Cursor
	Encoder       stream.Encoder // of the stream
	StreamHeaders *header.Block  // of the stream, where they depend on the request; nil for those of the endpoint
	State         State          // what a codec keeps beside; nil if nothing
	Clock         Clock
	Start         pace.Instant // of the answer, where it has begun before this request; else 0
	Skipped       Skipped      // of its stream
	Reasons       bool         // its stream has what is reasoned, which takes its time there
}

// MaxOptions is how many options a dialect may number.
const MaxOptions = 16

// State is what a codec keeps of a request.
type State interface{ Release() }

// Clock tells the time that the model takes.
type Clock interface {
	// Lasting returns when an answer of so many tokens that is not streamed begins, and
	// how long it takes the model.
	Lasting(tokens int) (start pace.Instant, took time.Duration)
	// Spent returns how long the model has taken up to the part of the answer that is
	// rendered next, and how much of that passed before its first token.
	Spent() (first, all time.Duration)
}

// Skipped is what has been left out at the beginning of a stream.
type Skipped struct{ Events, Tokens int }

// Reset ends the session. Nothing of it may be used afterwards.
func (c *Session) Reset() {
	if c.Extras != nil {
		c.Options = [MaxOptions][]byte{}
	}
	c.Turn.Reset()
	c.In = decode.Reader{}
	c.Body = nil
	c.MessagesAt, c.PromptChars = 0, 0
	c.Fails = false
	c.Stream.Reset()
	c.Encoder, c.StreamHeaders = nil, nil
	if c.State != nil {
		c.State.Release()
		c.State = nil
	}
	c.Start, c.Skipped, c.Reasons = 0, Skipped{}, false
}
