package front

import (
	"bytes"
	"net/http"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
)

// ControlPath is the prefix of the paths that control a server.
const ControlPath = "/_mock/"

// detacher is a stream of HTTP/2 whose request may take long.
type detacher interface{ Detach() }

// MountControl passes requests below ControlPath to control and all others to next.
func MountControl(control, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		uri := ctx.Request.URI()
		header.DecodePath(uri)
		if bytes.HasPrefix(uri.PathOriginal(), []byte(ControlPath)) {
			ctx.SetUserValue(http.LocalAddrContextKey, ctx.LocalAddr()) // as net/http does
			if stream, ok := ctx.Conn().(detacher); ok {
				stream.Detach()
			}
			control(ctx)
			return
		}
		next(ctx)
	}
}
