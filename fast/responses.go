package fast

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// responses is the codec of the Responses API, and what is kept of its answers.
type responses struct {
	generator *generator
	families  *families
	archive   archive[responseExtra]
	strict    bool // goes on only from a response that is kept
}

func (s *responses) decode(c *session) *apierr.Error {
	r := newResponse(c)
	if err := r.decode(); err != nil {
		return err
	}
	before, err := s.readPrevious(r)
	c.promptTokens = before + pool.Tokens(c.promptChars+r.instructionChars)
	return err
}

func (s *responses) generate(c *session) *apierr.Error {
	r := responseOf(c)
	r.drawn = c.pcg
	if err := s.say(c); err != nil {
		return err
	}
	r.background = string(r.given[settingBackground]) == "true"
	if string(r.given[settingStore]) != "false" && !c.fails {
		r.archive = &s.archive
	}
	return nil
}

func (*responses) room(c *session) (int, *apierr.Error) { return c.turn.room(), nil }

func (s *responses) begin(c *session) {
	r := responseOf(c)
	s.beginStream(r)
	if r.background && r.archive != nil {
		r.keepPending()
	}
	r.skip()
}

// hold does not hold a response of the background, which is answered before it is made.
func (*responses) hold(c *session) (tokens int, waits bool) {
	r := responseOf(c)
	return c.completionTokens - c.reasoningTokens, !(r.background && r.archive != nil)
}

func (*responses) appendAnswer(dst []byte, c *session) []byte {
	r := responseOf(c)
	if r.background && r.archive != nil {
		r.keepPending()
		return r.appendUnfinished(dst, statusQueued)
	}
	r.completed = c.created
	dst = r.appendFinished(dst, c.created)
	r.keep(dst)
	return dst
}

// decode reads the request.
func (r *response) decode() *apierr.Error {
	c := r.session
	if err := c.decode(takeResponse); err != nil {
		return err
	}
	r.request, r.input = c.body, c.body[c.messagesAt:r.inputEnd]
	return nil
}

// say makes up what a request gets that is read.
func (s *responses) say(c *session) *apierr.Error {
	r := responseOf(c)
	if !s.generator.isRich(&c.turn) {
		s.generator.say(&c.turn, nil, c.request.maxTokens)
	} else {
		if err := s.readOptions(c); err != nil {
			return err
		}
		s.generator.sayRich(&c.turn)
	}
	s.itemize(r)
	r.tail = r.appendSettings(r.tail)
	return nil
}

func takeResponse(c *session, key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return c.in.TakeString("model", &c.request.model)
	case "input":
		c.messagesAt = c.in.Offset()
		err := takeItems(c)
		responseOf(c).inputEnd = c.in.Offset()
		return err
	case "stream":
		return c.in.TakeBool("stream", &c.request.stream, false)
	case "stream_options":
		return takeStreamOptions(c)
	case "seed":
		takeSeed(c)
		return nil
	case "include":
		takeWish(c, wishInclude)
		return nil
	}
	if i := settingNamed(key); i >= 0 {
		return takeSetting(c, i)
	}
	c.in.Raw()
	return nil
}

// takeItems takes the input: a text or an array of items, of which the contents
// of messages and the outputs of tools count.
func takeItems(c *session) *apierr.Error {
	c.promptChars = 0
	switch c.in.Kind() {
	case skim.String:
		c.promptChars = c.in.String().Chars
		return nil
	case skim.Array:
	default:
		return c.in.TakeNull("input", "one of a string or array of objects")
	}
	c.in.Array()
	for i := 0; c.in.NextElem(); i++ {
		if c.in.Kind() != skim.Object {
			return c.in.Reject(fmt.Sprintf("input[%d]", i), "an object")
		}
		if err := takeItem(c, i); err != nil {
			return err
		}
	}
	return nil
}

// takeItem takes item i, which is an object. The output of some of OpenAI's own
// tools is an object, and counts for nothing.
func takeItem(c *session, i int) (err *apierr.Error) {
	content, output := 0, 0 // characters
	c.in.Object()
	for key, ok := c.in.NextKey(); ok && err == nil; key, ok = c.in.NextKey() {
		switch isOutput := string(key) == "output"; {
		case string(key) == "content":
			content, err = takeContent(c, "input", "content", i)
		case isOutput && c.in.Kind() != skim.Object:
			output, err = takeContent(c, "input", "output", i)
		case isOutput:
			output = 0
			c.in.Raw()
		default:
			c.in.Raw()
		}
	}
	c.promptChars += content + output
	return err
}

// readOptions settles what the members of a request mean together.
func (s *responses) readOptions(c *session) *apierr.Error {
	q := s.generator.enrich(&c.turn)
	if decode.Contains(c.options[wishInclude], `"message.output_text.logprobs"`) {
		readOdds(&q.odds, []byte("true"), c.options[wishTopLogprobs])
	}
	q.effort = effortOf(decode.Member(c.options[wishReasoning], "effort"))
	if err := readOffer(s.generator, c, true); err != nil {
		return err
	}
	if err := readTextFormat(s.generator, c); err != nil {
		return err
	}
	if len(q.offer.tools) > 0 || q.echo {
		readMessages(c, decode.New(responseOf(c).input))
	}
	return nil
}

// readTextFormat reads the format of text: {"type":"json_object"} and
// {"type":"json_schema","name","schema"}. Any other type means text.
func readTextFormat(g *generator, c *session) *apierr.Error {
	q := c.rich
	format := decode.Member(c.options[wishText], "format")
	in := decode.New(format)
	if format != nil && in.Kind() != skim.Object {
		return in.Reject("text.format", "an object")
	}
	switch string(decode.Member(format, "type")) {
	case `"json_object"`:
		q.object = true
	case `"json_schema"`:
		var err error
		name, document := namedSchema(&in)
		if q.schema, err = g.schemas.Get(document); err != nil {
			return errResponseFormat("text.format.schema", name, err)
		}
	}
	return nil
}
