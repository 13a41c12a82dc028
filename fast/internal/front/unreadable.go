package front

import (
	"errors"
	"net"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/receive"
)

// Unreadable returns the ErrorHandler of a fasthttp server. It answers requests that
// fasthttp could not read.
func Unreadable(writeError ErrorWriter) func(*fasthttp.RequestCtx, error) {
	return func(ctx *fasthttp.RequestCtx, err error) {
		receive.DropBody(ctx)
		e := reason(err)
		if conn, ok := coalesce.From(ctx.Conn()); ok && e != apierr.Timeout {
			conn.Linger() // the client may still be sending
		}
		writeError(ctx, e)
	}
}

// reason returns why fasthttp could not read a request.
func reason(err error) *apierr.Error {
	var timeout net.Error
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small), errors.Is(err, h2.ErrHeaderTooLarge):
		return apierr.HeadersTooLarge
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return apierr.BodyTooLarge
	case errors.Is(err, memory.ErrExhausted):
		return apierr.OutOfMemory
	case errors.As(err, &timeout) && timeout.Timeout():
		return apierr.Timeout
	}
	return apierr.Malformed
}

// Expect returns the ExpectHandler of a fasthttp server. It answers clients that ask
// whether they may send a body (Expect: 100-continue). If bodies does not accept it,
// unreadable answers with 413 before the body is sent.
func Expect(bodies *receive.Bodies, unreadable func(*fasthttp.RequestCtx, error)) func(*fasthttp.RequestCtx) int {
	return func(ctx *fasthttp.RequestCtx) int {
		if bodies.Accepts(ctx) {
			return fasthttp.StatusContinue
		}
		unreadable(ctx, fasthttp.ErrBodyTooLarge)
		return apierr.BodyTooLarge.Status
	}
}
