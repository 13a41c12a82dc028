package anthropic

import (
	"cmp"
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/pool"
)

// Messages is the codec of messages. It reads and writes only bodies, whatever the path and
// the headers.
type Messages struct {
	dialect.Spoken
	Generator *engine.Generator
	IDPrefix  string // of messages; empty for msg_
}

// Decode reads the body of a request.
func (*Messages) Decode(c *dialect.Session) *apierr.Error { return decodeBody(c) }

func decodeBody(c *dialect.Session) *apierr.Error {
	m := newMessage(c)
	err := c.DecodeMembers(takeMember)
	c.PromptTokens = pool.Tokens(c.PromptChars + m.systemChars + m.toolChars)
	return err
}

// Generate generates the message.
func (t *Messages) Generate(c *dialect.Session) *apierr.Error {
	if err := c.Generate(t.Generator, t.readOptions); err != nil {
		return err
	}
	m := messageOf(c)
	m.idPrefix = cmp.Or(t.IDPrefix, "msg_")
	m.blocks = c.AppendBlocks(m.blocks, t.Generator)
	return nil
}

// Begin begins the stream.
func (t *Messages) Begin(c *dialect.Session) {
	messageOf(c).begin(t.Generator.HasClusters())
}

// AppendAnswer appends the message.
func (*Messages) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return messageOf(c).appendWhole(dst)
}

// Members of a request that ask for more than plain text, by their number among the
// options of a session.
const (
	optionTools = iota
	optionToolChoice
	optionThinking
	optionOutputConfig
	optionOutputFormat
	options
)

var _ [dialect.MaxOptions - options]struct{}

func takeMember(c *dialect.Session, key []byte) *apierr.Error {
	q := &c.Request
	switch string(key) {
	case "model":
		return wrongType(c.In.TakeString("model", &q.Model), "model", "string")
	case "messages":
		c.MessagesAt = c.In.Offset()
		return takeMessages(c)
	case "system":
		return takeSystem(c)
	case "max_tokens":
		return takeMaxTokens(c)
	case "stream":
		return wrongType(c.In.TakeBool("stream", &q.Stream, false), "stream", "boolean")
	case "stop_sequences":
		return takeStopSequences(c)
	case "tools":
		return takeTools(c)
	case "tool_choice":
		return takeOption(c, optionToolChoice, "tool_choice")
	case "thinking":
		return takeOption(c, optionThinking, "thinking")
	case "output_config":
		return takeOption(c, optionOutputConfig, "output_config")
	case "output_format":
		return takeOption(c, optionOutputFormat, "output_format")
	case "context_management":
		messageOf(c).wantsEdits = decode.NullAsNil(c.In.Raw()) != nil
		return nil
	case "speed":
		return wrongType(c.In.TakeString("speed", &messageOf(c).speed), "speed", "string")
	case "seed": // is no member of the real API, and draws as in other dialects
		q.Seed = decode.NullAsNil(c.In.Raw())
		return nil
	}
	c.In.Raw()
	return nil
}

// takeMaxTokens takes the limit of the answer in tokens. A negative number counts as no
// limit.
func takeMaxTokens(c *dialect.Session) *apierr.Error {
	n := -1
	err := c.In.TakeInt("max_tokens", &n)
	if c.Request.MaxTokens = n; n < 0 {
		c.Request.MaxTokens = math.MaxInt
	}
	return wrongType(err, "max_tokens", "integer")
}
