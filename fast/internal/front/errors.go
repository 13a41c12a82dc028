package front

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// ErrorWriter answers a request with an error in the format of its provider.
type ErrorWriter func(*fasthttp.RequestCtx, *apierr.Error)

// NewErrorWriter returns a writer of errors in d's format.
func NewErrorWriter(d *dialect.Dialect) ErrorWriter {
	headers := header.NewBlock(&d.Headers, "application/json")
	return func(ctx *fasthttp.RequestCtx, e *apierr.Error) {
		if coding := ctx.Request.Header.ContentEncoding(); e == decode.ErrBadJSON && isEncoded(coding) {
			e = errEncoded(coding)
		}
		if d.Translate != nil {
			e = d.Translate(e)
		}
		ctx.Response.ResetBody()
		ctx.SetStatusCode(e.Status)
		id, noted := ctx.UserValue(idKey{}).(render.ID)
		if !noted {
			id = render.NewID()
		}
		headers.Write(ctx, id, 0)
		if d.SetErrorHeaders != nil {
			d.SetErrorHeaders(&ctx.Response.Header, e)
		}
		if e.Retry > 0 {
			setRetryAfter(&ctx.Response.Header, e.Retry)
		}
		if e.Status == fasthttp.StatusUnauthorized {
			ctx.Response.Header.Set(fasthttp.HeaderWWWAuthenticate, d.Challenge) // RFC 9110 requires it with every 401
		}
		body := d.AppendError(nil, e, id)
		if d.Enclose != nil {
			body = d.Enclose(body, ctx.Request.URI())
		}
		ctx.Response.SetBodyRaw(body)
	}
}

type idKey struct{}

// NoteID says which id an error that answers ctx has. It has a random one otherwise.
func NoteID(ctx *fasthttp.RequestCtx, id render.ID) { ctx.SetUserValue(idKey{}, id) }

// setRetryAfter sets the time to wait before a retry: Retry-After in whole seconds, and
// Retry-After-Ms in milliseconds, which OpenAI's clients prefer.
func setRetryAfter(h *fasthttp.ResponseHeader, d time.Duration) {
	h.Set("Retry-After", strconv.FormatInt(int64(render.RoundUp(d, time.Second)/time.Second), 10))
	h.Set("Retry-After-Ms", strconv.FormatInt(render.RoundUp(d, time.Millisecond).Milliseconds(), 10))
}

// isEncoded reports whether a body with that Content-Encoding is compressed.
func isEncoded(coding []byte) bool {
	return len(coding) > 0 && !bytes.EqualFold(coding, []byte("identity"))
}

// errEncoded returns the error for a compressed body.
func errEncoded(coding []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusUnsupportedMediaType,
		Message: fmt.Sprintf("The body of your request has the Content-Encoding '%s', which is not supported. Send it as plain JSON.", coding)}
}
