package header

import (
	"github.com/valyala/fasthttp"

	"mock-openai/pool"
)

// Session is the name of the session that a request belongs to.
func Session(ctx *fasthttp.RequestCtx) uint64 {
	if v := ctx.Request.Header.PeekCanonical(keySession); len(v) > 0 {
		return pool.Hash(0, v)
	}
	return pool.Hash(1, Bearer(&ctx.Request.Header))
}

var keySession = []byte("X-Mock-Session")
