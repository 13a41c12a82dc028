package fast

import (
	"fmt"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// responseCodec is that of the Responses API.
type responseCodec struct{}

func (responseCodec) decode(s *Server, c *call) *apierr.Error {
	if err := c.decodeResponse(); err != nil {
		return err
	}
	before, err := s.readPrevious(c)
	c.promptTokens = before + pool.Tokens(c.promptChars+c.response.instructionChars)
	return err
}

func (responseCodec) generate(s *Server, c *call) *apierr.Error {
	r := c.response
	r.drawn = c.pcg
	if err := s.sayResponse(c); err != nil {
		return err
	}
	r.background = string(r.given[settingBackground]) == "true"
	if string(r.given[settingStore]) != "false" && c.fault.Kind != fault.Error {
		r.archive = &s.archive
	}
	return nil
}

func (responseCodec) reserve(s *Server, c *call) *apierr.Error { return s.reserve(c, c.room()) }

func (responseCodec) begin(s *Server, _ *fasthttp.RequestCtx, c *call) {
	s.beginResponse(c)
	if r := c.response; r.background && r.archive != nil {
		s.keepPending(c)
	}
}

// hold does not hold a response of the background, which is answered before it is made.
func (responseCodec) hold(s *Server, ctx *fasthttp.RequestCtx, c *call) time.Duration {
	if r := c.response; r.background && r.archive != nil {
		s.keepPending(c)
		return 0
	}
	return s.hold(ctx, c, c.completionTokens-c.reasoningTokens)
}

func (responseCodec) appendAnswer(_ *Server, c *call, dst []byte) []byte {
	r := c.response
	if len(r.pending) > 0 {
		return r.appendUnfinished(dst, statusQueued)
	}
	r.completed = c.created
	dst = r.appendFinished(dst, c.created)
	c.keep(dst)
	return dst
}

func (c *call) decodeResponse() *apierr.Error {
	r := responsePool.Get().(*response)
	r.answer, r.keeper, r.determined = &c.answer, c, c.determined
	c.response = r
	if err := c.decode(c.body, (*call).takeResponse); err != nil {
		return err
	}
	r.request, r.input = c.body, c.body[c.messagesAt:r.inputEnd]
	return nil
}

// sayResponse makes up what a request gets that is read.
func (s *Server) sayResponse(c *call) *apierr.Error {
	if !s.isRich(c) {
		s.say(c, nil, c.request.maxTokens)
	} else {
		if err := s.readResponseWishes(c); err != nil {
			return err
		}
		s.sayWished(c)
	}
	s.itemize(c)
	c.response.tail = c.appendSettings(c.response.tail)
	return nil
}

func (c *call) takeResponse(key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return c.in.TakeString("model", &c.request.model)
	case "input":
		c.messagesAt = c.in.Offset()
		err := c.takeItems()
		c.response.inputEnd = c.in.Offset()
		return err
	case "stream":
		return c.in.TakeBool("stream", &c.request.stream, false)
	case "stream_options":
		return c.takeStreamOptions()
	case "seed":
		c.takeSeed()
		return nil
	case "include":
		c.takeWish(wishInclude)
		return nil
	}
	if i := settingNamed(key); i >= 0 {
		return c.takeSetting(i)
	}
	c.in.Raw()
	return nil
}

// takeItems takes the input: a text or an array of items, of which the contents
// of messages and the outputs of tools count.
func (c *call) takeItems() *apierr.Error {
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
		if err := c.takeItem(i); err != nil {
			return err
		}
	}
	return nil
}

// takeItem takes item i, which is an object. The output of some of OpenAI's own
// tools is an object, and counts for nothing.
func (c *call) takeItem(i int) (err *apierr.Error) {
	content, output := 0, 0 // characters
	c.in.Object()
	for key, ok := c.in.NextKey(); ok && err == nil; key, ok = c.in.NextKey() {
		switch isOutput := string(key) == "output"; {
		case string(key) == "content":
			content, err = c.takeContent("input", "content", i)
		case isOutput && c.in.Kind() != skim.Object:
			output, err = c.takeContent("input", "output", i)
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

// readResponseWishes settles what the members of a request mean together.
func (s *Server) readResponseWishes(c *call) *apierr.Error {
	q := c.enrich()
	q.odds.pool = s.pool
	if decode.Contains(q.wishes[wishInclude], `"message.output_text.logprobs"`) {
		q.odds.read([]byte("true"), q.wishes[wishTopLogprobs])
	}
	q.effort = effortOf(decode.Member(q.wishes[wishReasoning], "effort"))
	q.echo = s.config.Answers.Echo || string(c.named) == modelEcho
	q.offer.flat = true
	q.offer.rate = c.manner.ToolCallRate
	if err := s.readOffer(q); err != nil {
		return err
	}
	if err := s.readTextFormat(q); err != nil {
		return err
	}
	if len(q.offer.tools) > 0 || q.echo {
		c.readMessages(decode.New(c.response.input))
	}
	return nil
}

// readTextFormat reads the format of text: {"type":"json_object"} and
// {"type":"json_schema","name","schema"}. Any other type means text.
func (s *Server) readTextFormat(q *rich) *apierr.Error {
	format := decode.Member(q.wishes[wishText], "format")
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
		if q.schema, err = s.schemas.Get(document); err != nil {
			return errResponseFormat("text.format.schema", name, err)
		}
	}
	return nil
}
