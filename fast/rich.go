package fast

import (
	"sync"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// rich is what a request asks for beyond plain text, and what it gets for it.
// Few requests do, so a call has one only where it needs one.
type rich struct {
	wishes [wishes][]byte // as they stand in the request, nil if absent; valid until its body is released
	offer  offer
	schema *schema.Schema // of the content; nil means none
	object bool           // the content is any JSON object
	audio  bool           // the content is spoken
	echo   bool           // the content is what the user says
	odds   odds
	effort float64 // by which the mean of the reasoning tokens is multiplied

	said  pool.Article // by the user at last
	calls []toolCall
	told  []told   // one for each choice
	text  []byte   // of the articles that are not the pool's
	marks []uint32 // of their tokens
}

// told is what a choice has beside its text.
type told struct {
	prompt   pool.Article // in front of the text, where that has log probabilities
	salt     uint64       // what the log probabilities depend on
	from, to int          // in rich.calls: the calls of this choice
}

// modelEcho is the name of the model that says what the user says.
const modelEcho = "echo"

var riches = sync.Pool{New: func() any { return new(rich) }}

// enrich returns what c asks for beyond plain text, to be filled in.
func (c *call) enrich() *rich {
	if c.rich == nil {
		c.rich = riches.Get().(*rich)
	}
	return c.rich
}

// releaseRich gives q back. Nothing of it may be used afterwards.
func releaseRich(q *rich) {
	q.offer.reset()
	*q = rich{
		offer: q.offer,
		calls: render.Emptied(q.calls),
		told:  render.Emptied(q.told),
		text:  render.Kept(q.text),
		marks: q.marks[:0],
	}
	if cap(q.marks) > render.MaxKept/4 {
		q.marks = nil
	}
	riches.Put(q)
}

// isRich tells whether c is answered with more than articles of the pool.
func (s *Server) isRich(c *call) bool {
	return c.rich != nil || s.config.Answers.Echo || c.manner.ReasoningTokens > 0 || string(c.named) == modelEcho
}

// sayRich adds the choices of a chat request.
func (s *Server) sayRich(c *call, body []byte) *apierr.Error {
	if err := s.readWishes(c, body); err != nil {
		return err
	}
	s.sayWished(c)
	return nil
}

// sayWished adds the choices once it is settled what they are made of.
func (s *Server) sayWished(c *call) {
	q := c.rich
	for range c.request.n {
		left := c.request.maxTokens - s.reason(c)
		if q.offer.called(c.rng) {
			s.callTools(c, left)
			continue
		}
		article, stop := s.content(c)
		c.tell(choice{article: article}, told{}, left, stop)
	}
	q.odds.limit(c.completionTokens)
}

// readWishes settles what the members of a chat request mean together.
func (s *Server) readWishes(c *call, body []byte) *apierr.Error {
	q := c.enrich()
	q.odds.pool = s.pool
	q.odds.read(q.wishes[wishLogprobs], q.wishes[wishTopLogprobs])
	q.effort = effortOf(q.wishes[wishReasoningEffort])
	q.audio = decode.Contains(q.wishes[wishModalities], `"audio"`)
	q.echo = s.config.Answers.Echo || string(c.named) == modelEcho
	q.offer.rate = c.manner.ToolCallRate
	if err := s.readOffer(q); err != nil {
		return err
	}
	if err := s.readResponseFormat(q); err != nil {
		return err
	}
	if len(q.offer.tools) > 0 || q.echo {
		var messages decode.Reader
		if c.messagesAt > 0 {
			messages = decode.New(body[c.messagesAt:])
		}
		c.readMessages(messages)
	}
	return nil
}

// sayRichText adds the choices of a legacy completion.
func (s *Server) sayRichText(c *call) {
	q := c.enrich()
	q.odds.pool = s.pool
	q.odds.readLegacy(q.wishes[wishLogprobs])
	q.echo = s.config.Answers.Echo || string(c.named) == modelEcho
	for i := range c.inputs {
		in := &c.inputs[i]
		at := len(q.text)
		q.text = c.appendNormal(q.text, in.text, in.escaped)
		q.said = q.article(q.text[at:])
		said, more := choice{}, told{}
		if c.request.echo {
			said.echo, more.prompt = q.said.Text(), q.said
		}
		for range c.request.n {
			var stop *stops
			said.article, stop = s.content(c)
			c.tell(said, more, c.request.maxTokens, stop)
		}
	}
	tokens := c.completionTokens
	if c.request.echo {
		tokens += c.promptTokens * c.request.n
	}
	q.odds.limit(tokens)
}
