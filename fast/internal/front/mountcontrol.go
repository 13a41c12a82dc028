package front

import (
	"bytes"
	"net/http"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
)

// ControlPath is the path below which a server is controlled.
const ControlPath = "/_mock/"

// MountControl has control answer what is below ControlPath, and next all else.
func MountControl(control, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		uri := ctx.Request.URI()
		header.DecodePath(uri)
		if bytes.HasPrefix(uri.PathOriginal(), []byte(ControlPath)) {
			ctx.SetUserValue(http.LocalAddrContextKey, ctx.LocalAddr()) // where package http has it
			control(ctx)
			return
		}
		next(ctx)
	}
}
