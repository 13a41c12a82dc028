// Package responses is the Responses API of OpenAI: its items, its typed events, and what
// can be done with a response later.
package responses

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Codec is the codec of POST /v1/responses. It also keeps the responses.
type Codec struct {
	dialect.Spoken
	Generator *engine.Generator
	Families  *openai.Families
	archive   store.Store[responseExtra]
	Strict    bool // refuses a previous_response_id that is not kept

	// Conversations are those that requests may name. If it is nil, they are only repeated.
	Conversations *Conversations

	// Stateless keeps no responses, whatever a request says of store, like OpenRouter.
	Stateless bool

	// Filters is the value of content_filters in complete responses, as Azure has them.
	// Nil leaves the member out.
	Filters []byte
}

var notStored = []byte("false")

func (s *Codec) Decode(c *dialect.Session) *apierr.Error {
	r := newResponse(c)
	r.filters = s.Filters
	if err := r.decode(); err != nil {
		return err
	}
	if s.Stateless {
		r.given[paramStore] = notStored
	}
	before, err := s.readPrevious(r)
	if r.given[paramConversation] != nil && s.Conversations != nil && err == nil {
		before, err = s.readConversation(r)
	}
	c.PromptTokens = before + pool.Tokens(c.PromptChars+r.instructionChars)
	return err
}

// ReadPrompt tells l what the request says. It does not know what earlier responses said.
func (*Codec) ReadPrompt(c *dialect.Session, l engine.Listener) {
	r := responseOf(c)
	readToolNames(c, l)
	if text := decode.New(r.given[paramInstructions]); text.Kind() == skim.String {
		l.Message(engine.RoleSystem)
		l.Text(engine.RoleSystem, text.String())
	}
	openai.ReadMessages(decode.New(r.input), l)
}

func (s *Codec) Generate(c *dialect.Session) *apierr.Error {
	r := responseOf(c)
	r.drawn = c.PCG
	if err := s.say(c); err != nil {
		return err
	}
	r.background = string(r.given[paramBackground]) == "true"
	if string(r.given[paramStore]) != string(notStored) && !c.Fails {
		r.archive = &s.archive
	}
	if r.conversation != nil && !c.Fails {
		r.said = s.Conversations.inputItems(c.ID, r.input)
	} else {
		r.conversation = nil
	}
	return nil
}

func (s *Codec) Begin(c *dialect.Session) {
	r := responseOf(c)
	s.beginStream(r)
	if r.background && r.archive != nil {
		r.keepPending()
	}
	r.skip()
}

// Hold reports that a background response comes at once: it is answered before it is due.
func (*Codec) Hold(c *dialect.Session) (tokens int, waits bool) {
	r := responseOf(c)
	return c.CompletionTokens - c.ReasoningTokens, !(r.background && r.archive != nil)
}

func (*Codec) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	r := responseOf(c)
	if r.background && r.archive != nil {
		r.keepPending()
		return r.appendUnfinished(dst, statusQueued)
	}
	r.completed = c.Created
	dst = r.appendFinished(dst, c.Created)
	r.keep(dst)
	return dst
}

// decode reads the request.
func (r *response) decode() *apierr.Error {
	c := r.session
	if err := c.DecodeMembers(takeResponse); err != nil {
		return err
	}
	r.request, r.input = c.Body, c.Body[c.MessagesAt:r.inputEnd]
	return nil
}

// say generates the response to a request that has been decoded.
func (s *Codec) say(c *dialect.Session) *apierr.Error {
	r := responseOf(c)
	if err := c.Generate(s.Generator, s.readOptions); err != nil {
		return err
	}
	s.itemize(r)
	r.tail = r.appendParams(r.tail)
	if s.Stateless {
		r.tail = append(r.tail[:len(r.tail)-1], penalties...)
	}
	return nil
}

// penalties end a response of OpenRouter, whose description requires them.
const penalties = `,"frequency_penalty":0,"presence_penalty":0}`

func takeResponse(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "input":
		c.MessagesAt = c.In.Offset()
		err := takeItems(c)
		responseOf(c).inputEnd = c.In.Offset()
		return err
	case "stream":
		return c.In.TakeBool("stream", &c.Request.Stream, false)
	case "stream_options":
		return openai.TakeStreamOptions(c)
	case "seed":
		openai.TakeSeed(c)
		return nil
	case "include":
		openai.TakeOption(c, openai.OptionInclude)
		return nil
	case "generate":
		raw := c.In.Raw()
		responseOf(c).warmsUp = c.Conversation != nil && string(raw) == "false"
		return nil
	case "stream_id":
		responseOf(c).stream = c.In.TakeText().Raw
		return nil
	}
	if i := paramNamed(key); i >= 0 {
		return takeParam(c, i)
	}
	c.In.Raw()
	return nil
}

// takeItems takes the input: a text or an array of items. The contents of messages and the
// outputs of tools count.
func takeItems(c *dialect.Session) *apierr.Error {
	c.PromptChars = 0
	switch c.In.Kind() {
	case skim.String:
		c.PromptChars = c.Chars(c.In.String())
		return nil
	case skim.Array:
	default:
		return c.In.TakeNull("input", "one of a string or array of objects")
	}
	return takeList(c, "input")
}

// takeList takes an array of items.
func takeList(c *dialect.Session, list string) *apierr.Error {
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.Object {
			return c.In.Reject(fmt.Sprintf("%s[%d]", list, i), "an object")
		}
		if err := takeItem(c, list, i); err != nil {
			return err
		}
	}
	return nil
}

// takeItem takes item i of a list, an object. The output of some of OpenAI's own tools is an
// object and does not count.
func takeItem(c *dialect.Session, list string, i int) (err *apierr.Error) {
	content, output := 0, 0 // characters
	c.In.Object()
	for key, ok := c.In.NextKey(); ok && err == nil; key, ok = c.In.NextKey() {
		switch isOutput := string(key) == "output"; {
		case string(key) == "content":
			content, err = openai.TakeContent(c, list, "content", i)
		case isOutput && c.In.Kind() != skim.Object:
			output, err = openai.TakeContent(c, list, "output", i)
		case isOutput:
			output = 0
			c.In.Raw()
		case string(key) == "type":
			if r, ok := c.State.(*response); offersTools(c.In.Raw()) && ok {
				r.itemTools = true
				c.WithExtras()
			}
		default:
			c.In.Raw()
		}
	}
	c.PromptChars += content + output
	return err
}

// readOptions settles what the members of a request mean together.
func (s *Codec) readOptions(c *dialect.Session) *apierr.Error {
	q := s.Generator.Extras(&c.Turn)
	if decode.Contains(c.Options[openai.OptionInclude], `"message.output_text.logprobs"`) {
		openai.ReadLogprobs(&q.Logprobs, []byte("true"), c.Options[openai.OptionTopLogprobs])
	}
	q.Effort = openai.EffortOf(decode.Member(c.Options[openai.OptionReasoning], "effort"))
	if err := s.readItemTools(c); err != nil {
		return err
	}
	if err := openai.ReadTools(s.Generator, c, true); err != nil {
		return err
	}
	if err := readTextFormat(s.Generator, c); err != nil {
		return err
	}
	c.ReadLastSaid(s)
	c.ReadPromptSchema(s, s.Generator)
	return nil
}

// readTextFormat reads the format of text: {"type":"json_object"} and
// {"type":"json_schema","name","schema"}; without a schema that is any object. Any other type
// means text.
func readTextFormat(g *engine.Generator, c *dialect.Session) *apierr.Error {
	format := decode.Member(c.Options[openai.OptionText], "format")
	in := decode.New(format)
	if format != nil && in.Kind() != skim.Object {
		return in.Reject("text.format", "an object")
	}
	switch string(decode.Member(format, "type")) {
	case `"json_object"`:
		c.Extras.Object = true
	case `"json_schema"`:
		name, document := openai.NamedSchema(&in)
		return openai.FollowSchema(g, c.Extras, "text.format.schema", name, document)
	}
	return nil
}
