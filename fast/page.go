package fast

import (
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
)

// page is room for the body of an answer.
//
// fasthttp has a buffer for that with each connection, so that 64 connections
// write to cold memory in turn. Pages go from answer to answer and stay in the
// processor's caches, which pays most for embeddings (BENCHMARKS.md, what paid).
type page struct{ b []byte }

var pages = sync.Pool{New: func() any { return new(page) }}

var _ coalesce.Lent = (*page)(nil)

// GiveBack returns the page to the others, but one that has grown too large.
func (p *page) GiveBack() {
	if cap(p.b) <= maxKept {
		pages.Put(p)
	}
}

// takeBody returns an empty buffer to append the body to: a page on a connection
// that can tell when it is sent, or else the response's own.
func (c *call) takeBody(ctx *fasthttp.RequestCtx) []byte {
	if _, own := ctx.Conn().(*coalesce.Conn); !own {
		return ctx.Response.SwapBody(nil)[:0]
	}
	c.page = pages.Get().(*page)
	return c.page.b[:0]
}
