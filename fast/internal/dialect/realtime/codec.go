package realtime

import (
	"fmt"
	"math"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/window"
	"mock-openai/fast/quirk"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Codec is the codec of the requests that conversations make for answers.
type Codec struct {
	dialect.Spoken
	Generator *engine.Generator
}

func (*Codec) Decode(c *dialect.Session) *apierr.Error {
	v, ok := c.Conversation.(*conversation)
	if !ok {
		return apierr.Internal
	}
	a := newAnswer(c, v)
	if err := c.DecodeMembers(takeMember); err != nil {
		return err
	}
	c.Request.Stream = true
	c.PromptTokens = pool.Tokens(c.PromptChars + a.instructionChars)
	return nil
}

// ReadPrompt tells l what the conversation says.
func (*Codec) ReadPrompt(c *dialect.Session, l engine.Listener) {
	openai.ReadToolNames(c, l)
	if text := decode.New(decode.Member(c.Body, "instructions")); text.Kind() == skim.String {
		l.Message(engine.RoleSystem)
		l.Text(engine.RoleSystem, text.String())
	}
	openai.ReadMessages(c.Messages(), l)
}

func takeMember(c *dialect.Session, key []byte) *apierr.Error {
	a := answerOf(c)
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "input":
		return takeItems(c)
	case "instructions":
		a.instructionChars = c.Chars(c.In.TakeText())
	case "tools":
		openai.TakeOption(c, openai.OptionTools)
	case "tool_choice":
		openai.TakeOption(c, openai.OptionToolChoice)
	case "parallel_tool_calls":
		openai.TakeOption(c, openai.OptionParallelToolCalls)
	case "max_output_tokens", "max_response_output_tokens":
		number := c.In
		a.mostTokens, c.Request.MaxTokens = c.In.Raw(), math.MaxInt
		if number.Kind() == skim.Number {
			return number.TakeInt(string(key), &c.Request.MaxTokens)
		}
	case "output_modalities", "modalities":
		a.modalities = c.In.Raw()
	case "metadata":
		a.metadata = c.In.Raw()
	case "conversation":
		a.apart = string(c.In.Raw()) == `"none"`
	default:
		c.In.Raw()
	}
	return nil
}

// takeItems takes the items. Texts, the inputs of functions and their outputs count.
func takeItems(c *dialect.Session) *apierr.Error {
	c.MessagesAt, c.PromptChars = c.In.Offset(), 0
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		c.In.Object()
		for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
			switch string(key) {
			case "content":
				n, err := openai.TakeContent(c, "input", "content", i)
				if err != nil {
					return err
				}
				c.PromptChars += n
			case "output", "arguments":
				c.PromptChars += c.Chars(c.In.TakeText())
			default:
				c.In.Raw()
			}
		}
	}
	return nil
}

func (s *Codec) Generate(c *dialect.Session) *apierr.Error {
	if err := c.Generate(s.Generator, s.readOptions); err != nil {
		return err
	}
	answerOf(c).itemize()
	return nil
}

func (s *Codec) readOptions(c *dialect.Session) *apierr.Error {
	s.Generator.Extras(&c.Turn)
	if err := openai.ReadTools(s.Generator, c, true); err != nil {
		return err
	}
	c.ReadLastSaid(s)
	return nil
}

func (*Codec) Begin(c *dialect.Session) {
	a := answerOf(c)
	c.BeginStream(a)
	c.Stream.Extra = int(steps) * len(a.items)
	if c.Quirks != 0 {
		openai.BeginEventQuirks(c, a)
	}
}

// Quirks returns the quirks that the answer can have.
func (*Codec) Quirks(c *dialect.Session) quirk.Set { return openai.EventQuirks(c) }

// Hold is not used: all answers are streamed.
func (*Codec) Hold(*dialect.Session) (tokens int, waits bool) { return 0, false }

// AppendAnswer is not used: all answers are streamed.
func (*Codec) AppendAnswer(dst []byte, _ *dialect.Session) []byte { return dst }

// FitWindow refuses a conversation that is too long, as the API does without truncation.
func (*Codec) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return c.FitWindow(size, func(x dialect.Excess) *apierr.Error {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "input_tokens_exceeded",
			Message: fmt.Sprintf("The input of %d tokens exceeds the %d of the model.", x.Prompt, x.Window)}
	})
}
