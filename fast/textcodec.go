package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// textAnswers is what the codecs of chat and of legacy completions have in common.
type textAnswers struct {
	format *format // nil for that of the family of the model
	unkept bool    // answers cannot be retrieved later
}

// of is the format of c's answer.
func (t *textAnswers) of(c *call) *format {
	if t.format == nil {
		return c.family.chat
	}
	return t.format
}

func (t *textAnswers) reserve(s *Server, c *call) *apierr.Error {
	c.priced = t.of(c).priced
	c.request.store = c.request.store && !t.unkept
	if c.size() > maxAnswer {
		return errAnswerTooLong
	}
	return s.reserve(c, c.room())
}

func (t *textAnswers) begin(s *Server, ctx *fasthttp.RequestCtx, c *call) {
	f := t.of(c)
	f.setID(ctx, c)
	if c.request.store {
		s.storeStream(c, f)
	}
	s.begin(c, f)
}

func (t *textAnswers) hold(s *Server, ctx *fasthttp.RequestCtx, c *call) time.Duration {
	t.of(c).setID(ctx, c)
	return s.hold(ctx, c, c.completionTokens-c.reasoningTokens)
}

// setID sets the header that has the answer's id, if one has.
func (f *format) setID(ctx *fasthttp.RequestCtx, c *call) {
	if f.idHeader != nil {
		c.scratch = c.id.AppendAnswer(append(render.Kept(c.scratch), f.id...))
		ctx.Response.Header.SetCanonical(f.idHeader, c.scratch)
	}
}

func (t *textAnswers) appendAnswer(s *Server, c *call, dst []byte) []byte {
	dst = t.of(c).appendAnswer(dst, &c.answer)
	if c.request.store {
		s.storeCompletion(c, dst, 0)
	}
	return dst
}
