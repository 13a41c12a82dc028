package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
)

// generates answers requests of one kind of endpoint: it reads them, settles how the
// model behaves, makes up what it says, counts that against the limits, and sends it,
// whole or as a stream.
func (s *Server) generates(e *endpoint, r *route) fasthttp.RequestHandler {
	how := e.codec
	return func(ctx *fasthttp.RequestCtx) {
		c := s.acquireCall(ctx, r)
		if err := s.prepare(ctx, c, e); err != nil {
			s.giveUp(ctx, c, err)
			return
		}
		if e.header != nil {
			e.header(&ctx.Response.Header, &c.Session)
		}
		if c.Request.Stream {
			how.Begin(&c.Session)
			s.startStream(ctx, c)
			return
		}
		took := time.Duration(0)
		if tokens, waits := how.Hold(&c.Session); waits {
			took = s.hold(ctx, c, tokens)
		}
		s.headers.Write(ctx, c.ID, took)
		c.count()
		c.answerBody.Set(ctx, how.AppendAnswer(c.answerBody.Begin(ctx), &c.Session))
		s.finish(ctx, c)
	}
}

// prepare does all of it that comes before the first byte of the answer.
func (s *Server) prepare(ctx *fasthttp.RequestCtx, c *call, e *endpoint) *apierr.Error {
	if err := e.codec.Decode(&c.Session); err != nil {
		return err
	}
	if err := s.settle(c); err != nil {
		return err
	}
	if err := e.codec.Generate(&c.Session); err != nil {
		return err
	}
	if !e.free {
		if err := s.charge(ctx, c); err != nil {
			return err
		}
	}
	return s.reserve(c, e.codec)
}

// resumes answers GET requests with what e looks up, or, where they ask for it, with
// the stream that it was, from where a client has lost it.
func (s *Server) resumes(e *endpoint, r *route, whole fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !ctx.QueryArgs().GetBool("stream") {
			whole(ctx)
			return
		}
		c := s.acquireCall(ctx, r)
		err := e.resume.Resume(&c.Session, ctx)
		if err == nil {
			err = s.reserve(c, e.resume)
		}
		if err != nil {
			s.giveUp(ctx, c, err)
			return
		}
		c.fault = fault.Spec{} // nothing goes wrong with it again
		e.resume.Begin(&c.Session)
		s.startStream(ctx, c)
	}
}
