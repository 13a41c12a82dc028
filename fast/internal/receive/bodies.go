// Package receive reads long request bodies in fasthttp's place, into buffers that grow
// with what arrives and go from request to request.
//
// fasthttp allocates as many bytes as a Content-Length or the size of a chunk
// announces, and keeps them with the connection. So it reads only bodies of an
// announced length of up to memory.Threshold bytes. For others it is told that the body has
// DecoyLength bytes, and given a buffer for them. Once it has emptied its own buffer
// into that, it turns to the connection: there a bodyReader takes over.
//
// 64 connections with prompts of 100 kB then write to few buffers that stay hot: that
// saves 2 µs of 23.
package receive

import (
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
)

// DecoyLength is the length in bytes that fasthttp is told of a long body. It is more
// than twice fasthttp's own buffer for a header, so that what is missing of the decoy
// is longer than that buffer and does not go through it.
const DecoyLength = memory.Threshold + 1

// chunked is the length of a body that comes in chunks, as fasthttp has it.
const chunked = -1

// Bodies reads the long bodies of a server's requests.
type Bodies struct {
	max    int // the longest in bytes
	budget *memory.Budget
}

// New returns Bodies of up to maxBody bytes each, whose buffers are counted in budget.
func New(maxBody int, budget *memory.Budget) *Bodies { return &Bodies{max: maxBody, budget: budget} }

// HeaderReceived is fasthttp's hook of that name. It has a bodyReader read the body that
// h announces, unless that is short.
func (b *Bodies) HeaderReceived(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	length := h.ContentLength()
	if length <= memory.Threshold && length != chunked || length > b.max {
		return c
	}
	ctx := contextOf(h)
	conn, own := ctx.Conn().(*coalesce.Conn)
	if !own {
		return c
	}
	r := bodyReaders.Get().(*bodyReader)
	r.bodies, r.conn, r.length = b, conn, length
	r.decoy = requestBuffers.Get().(*requestBuffer)
	r.decoy.b = slices.Grow(r.decoy.b[:0], DecoyLength)
	r.original = ctx.Request.SwapBody(r.decoy.b[:0:DecoyLength])
	conn.SetSource(r)
	h.SetContentLength(DecoyLength)
	c.MaxRequestBodySize = max(DecoyLength, b.max)
	return c
}

// Accepts reports whether a client that asks may send its body, or the body would be
// too long.
func (b *Bodies) Accepts(ctx *fasthttp.RequestCtx) bool {
	return ctx.Request.Header.ContentLength() <= b.max || readerOf(ctx) != nil
}

// SetBody makes the body of ctx what a bodyReader has read, if one has. A request whose
// length is not DecoyLength does not need it.
func SetBody(ctx *fasthttp.RequestCtx) {
	r := readerOf(ctx)
	if r == nil || !r.done {
		return
	}
	ctx.Request.SwapBody(r.original)
	r.original = nil
	ctx.Request.SetBodyRaw(r.body.b)
	length := r.length
	if len(r.body.b) == 0 {
		length = 0
	}
	ctx.Request.Header.SetContentLength(length)
}

// DropBody takes the decoy from fasthttp, where a bodyReader has failed.
func DropBody(ctx *fasthttp.RequestCtx) {
	if r := readerOf(ctx); r != nil {
		ctx.Request.SwapBody(r.original)
		r.original = nil
	}
}

// readerOf returns what reads the body of ctx; nil if fasthttp does.
func readerOf(ctx *fasthttp.RequestCtx) *bodyReader {
	conn, own := ctx.Conn().(*coalesce.Conn)
	if !own {
		return nil
	}
	r, _ := conn.Source().(*bodyReader)
	return r
}
