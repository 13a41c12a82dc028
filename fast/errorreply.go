package fast

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/receive"
	"mock-openai/fast/internal/render"
)

// writeError answers with e.
func (s *Server) writeError(ctx *fasthttp.RequestCtx, e *apierr.Error) {
	if coding := ctx.Request.Header.ContentEncoding(); e == decode.ErrBadJSON && len(coding) > 0 && !bytes.EqualFold(coding, []byte("identity")) {
		e = errEncoded(coding)
	}
	ctx.Response.ResetBody()
	ctx.SetStatusCode(e.Status)
	s.headers.Write(ctx, render.NewID(), 0)
	if e.Retry > 0 {
		setRetryAfter(ctx, e.Retry)
	}
	if e.Status == fasthttp.StatusUnauthorized {
		ctx.Response.Header.Set(fasthttp.HeaderWWWAuthenticate, challenge) // RFC 9110 wants one with every 401
	}
	d := cmp.Or(s.routes.dialectOf(ctx.Request.URI().PathOriginal()), openai.Dialect)
	ctx.Response.SetBodyRaw(d.AppendError(nil, e))
}

// setRetryAfter tells when to try again: in whole seconds as HTTP has it, and in
// milliseconds, which OpenAI's clients prefer.
func setRetryAfter(ctx *fasthttp.RequestCtx, d time.Duration) {
	h := &ctx.Response.Header
	h.Set("Retry-After", strconv.FormatInt(int64(render.RoundUp(d, time.Second)/time.Second), 10))
	h.Set("Retry-After-Ms", strconv.FormatInt(render.RoundUp(d, time.Millisecond).Milliseconds(), 10))
}

// malformed answers what fasthttp could not read as a request.
func (s *Server) malformed(ctx *fasthttp.RequestCtx, err error) {
	receive.DropBody(ctx)
	e := unreadable(err)
	if conn, ok := coalesce.From(ctx.Conn()); ok && e != apierr.Timeout {
		conn.Linger() // the client may still be sending
	}
	s.watched(func(ctx *fasthttp.RequestCtx) { s.writeError(ctx, e) })(ctx)
}

// expected answers a request that asks whether it may send its body: one that is
// too long is refused before it is sent.
func (s *Server) expected(ctx *fasthttp.RequestCtx) int {
	if s.bodies.Accepts(ctx) {
		return fasthttp.StatusContinue
	}
	s.malformed(ctx, fasthttp.ErrBodyTooLarge)
	return apierr.BodyTooLarge.Status
}

// unreadable says why fasthttp could not read a request.
func unreadable(err error) *apierr.Error {
	var timeout net.Error
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small), errors.Is(err, h2.ErrHeaderTooLarge):
		return apierr.HeadersTooLarge
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return apierr.BodyTooLarge
	case errors.Is(err, memory.ErrSpent):
		return apierr.OutOfMemory
	case errors.As(err, &timeout) && timeout.Timeout():
		return apierr.Timeout
	}
	return apierr.Malformed
}

// errEncoded says that a body came compressed.
func errEncoded(coding []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusUnsupportedMediaType,
		Message: fmt.Sprintf("The body of your request has the Content-Encoding '%s', which is not supported. Send it as plain JSON.", coding)}
}
