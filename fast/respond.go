package fast

import "github.com/valyala/fasthttp"

// takeBody returns the response's own buffer, emptied, to append the body to.
func takeBody(ctx *fasthttp.RequestCtx) []byte { return ctx.Response.SwapBody(nil)[:0] }

// giveBody makes body the response's. A buffer that has grown too large is
// left to the garbage collector once it is sent.
func giveBody(ctx *fasthttp.RequestCtx, body []byte) {
	if cap(body) > maxKept {
		ctx.Response.SetBodyRaw(body)
		return
	}
	ctx.Response.SwapBody(body)
}

// writeJSON answers with body, which must stay as it is.
func (s *Server) writeJSON(ctx *fasthttp.RequestCtx, body []byte) {
	s.headers.write(ctx, newID())
	ctx.SetContentTypeBytes(typeJSON)
	ctx.Response.SetBodyRaw(body)
}

// respond answers with the choices of c, whole or as a stream, and releases c
// once they are sent.
func (s *Server) respond(ctx *fasthttp.RequestCtx, c *call, f *format) {
	if f.openRouter {
		c.dress(ctx)
	}
	if c.request.stream {
		s.startStream(ctx, c, f)
		return
	}
	s.headers.write(ctx, c.id)
	ctx.SetContentTypeBytes(typeJSON)
	giveBody(ctx, f.append(takeBody(ctx), &c.answer))
	releaseCall(c)
}
