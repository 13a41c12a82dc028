package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// codec is how one kind of endpoint reads its requests and writes its answers. It is
// shared by all requests: what one of them needs is in its call.
type codec interface {
	// decode reads the body of the request.
	decode(s *Server, c *call) *apierr.Error
	// generate makes up the answer, once it is settled how the model behaves.
	generate(s *Server, c *call) *apierr.Error
	// reserve takes the memory that the answer is going to hold, or refuses it.
	reserve(s *Server, c *call) *apierr.Error
	// begin begins the stream of the answer.
	begin(s *Server, ctx *fasthttp.RequestCtx, c *call)
	// hold keeps an answer that is not streamed until it is due, and returns how long
	// that took the model.
	hold(s *Server, ctx *fasthttp.RequestCtx, c *call) time.Duration
	// appendAnswer appends an answer that is not streamed.
	appendAnswer(s *Server, c *call, dst []byte) []byte
}

// generates answers requests of one kind of endpoint: it reads them, settles how the
// model behaves, makes up what it says, counts that against the limits, and sends it,
// whole or as a stream.
func (s *Server) generates(how codec) func(*route) fasthttp.RequestHandler {
	return func(r *route) fasthttp.RequestHandler {
		return func(ctx *fasthttp.RequestCtx) {
			c := s.acquireCall(ctx, r)
			if err := s.prepare(ctx, c, how); err != nil {
				s.giveUp(ctx, c, err)
				return
			}
			if c.request.stream {
				how.begin(s, ctx, c)
				s.startStream(ctx, c)
				return
			}
			s.headers.Write(ctx, c.id, how.hold(s, ctx, c))
			c.count()
			c.answerBody.Set(ctx, how.appendAnswer(s, c, c.answerBody.Begin(ctx)))
			s.finish(ctx, c)
		}
	}
}

// prepare does all of it that comes before the first byte of the answer.
func (s *Server) prepare(ctx *fasthttp.RequestCtx, c *call, how codec) *apierr.Error {
	if err := how.decode(s, c); err != nil {
		return err
	}
	if err := s.settle(c); err != nil {
		return err
	}
	if err := how.generate(s, c); err != nil {
		return err
	}
	if err := s.charge(ctx, c); err != nil {
		return err
	}
	return how.reserve(s, c)
}

// wholeOnly is what codecs have in common whose answers are never streamed and take no
// time for tokens.
type wholeOnly struct{}

func (wholeOnly) generate(*Server, *call) *apierr.Error      { return nil }
func (wholeOnly) begin(*Server, *fasthttp.RequestCtx, *call) {}
func (wholeOnly) hold(s *Server, ctx *fasthttp.RequestCtx, c *call) time.Duration {
	return s.hold(ctx, c, 0)
}
