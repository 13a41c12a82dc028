package dialect

import (
	"time"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/pace"
	"mock-openai/fast/quirk"
	"mock-openai/fast/skim"
)

// Session is the state of one request, as codecs see it. It is pooled.
type Session struct {
	engine.Turn
	In          decode.Reader
	marks       skim.Marks
	Body        []byte             // of the request
	Options     [MaxOptions][]byte // raw members that ask for more than plain text; nil if absent
	MessagesAt  int                // offset of the messages in the body; 0 if there are none
	PromptChars int                // see Chars
	Slowdown    float64            // factor on all latencies
	Quirks      quirk.Set

	Stream        stream.Cursor
	Encoder       stream.Encoder // of the stream
	StreamHeaders *header.Block  // of the stream, if they depend on the request; nil for those of the endpoint
	State         State          // further state of the codec; nil if none
	Conversation  Conversation   // that the request is part of; nil for HTTP
	Clock         Clock
	Start         pace.Instant // of an answer that began before this request; else 0
	Skipped       Skipped      // of its stream
	modelName     []byte       // of KeepModel
	tokenized     []byte       // text whose tokens are counted
	Reasons       bool         // the stream shows the reasoning, which takes its time there
	Fails         bool         // an injected error replaces the answer
	schemaLikely  bool         // the prompt may have a JSON schema of the answer
}

// MaxOptions is the number of options that a dialect may have.
const MaxOptions = 14

// KeepModel replaces the name of the model by a copy. One from the URI needs that: a
// stream may outlive the URI, but not the body.
func (c *Session) KeepModel() {
	if name := c.Request.Model; len(name) > 0 {
		c.modelName = append(c.modelName[:0], name...)
		c.Request.Model = c.modelName
	}
}

// State is further state of a request that a codec pools itself.
type State interface{ Release() }

// Clock returns how long the model takes.
type Clock interface {
	// Lasting returns when an answer in one piece begins, and how long the model takes for
	// that many tokens.
	Lasting(tokens int) (start pace.Instant, took time.Duration)
	// Spent returns how long the model took before its first token, and in all up to the
	// event that is rendered next.
	Spent() (first, all time.Duration)
}

// Skipped is the beginning of a resumed stream that is not sent again.
type Skipped struct{ Events, Tokens int }

// Reset ends the session. Nothing of it may be used afterwards.
func (c *Session) Reset() {
	if c.Extras != nil {
		c.Options = [MaxOptions][]byte{}
	}
	if c.Tokenizer != nil {
		c.tokenized = render.ResetOrDrop(c.tokenized)
	}
	c.Turn.Reset()
	c.In = decode.Reader{}
	c.Body = nil
	c.MessagesAt, c.PromptChars = 0, 0
	c.Fails, c.Quirks, c.schemaLikely = false, 0, false
	c.Stream.Reset()
	c.Encoder, c.StreamHeaders, c.Conversation = nil, nil, nil
	if c.State != nil {
		c.State.Release()
		c.State = nil
	}
	c.Start, c.Skipped, c.Reasons = 0, Skipped{}, false
}
