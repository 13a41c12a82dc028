package fast

import (
	"slices"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/memory"
)

// page is room for the body of an answer.
//
// fasthttp has a buffer for that with each connection, so that 64 connections
// write to cold memory in turn. Pages go from answer to answer and stay in the
// processor's caches, which pays most for embeddings (BENCHMARKS.md, what paid).
type page struct {
	b      []byte
	charge memory.Charge
}

var pages = sync.Pool{New: func() any { return new(page) }}

var _ coalesce.Lent = (*page)(nil)

// GiveBack returns the page to the others, but one that has grown too large.
func (p *page) GiveBack() {
	p.charge.Release()
	if cap(p.b) <= render.MaxKept {
		pages.Put(p)
	}
}

// lender is a connection, or a stream of one, that gives back what it was lent once
// the answer is sent.
type lender interface{ Lend(coalesce.Lent) }

// lenderOf is the connection of ctx; nil if it is none that lends.
func lenderOf(ctx *fasthttp.RequestCtx) lender {
	conn := ctx.Conn()
	if own, ok := conn.(*coalesce.Conn); ok {
		return own
	}
	l, _ := conn.(lender)
	return l
}

// reserve takes the memory that an answer of about n bytes is going to hold.
func (s *Server) reserve(c *call, n int) *apierr.Error {
	if n > memory.Free && !c.charge.Resize(s.memory, n) {
		return apierr.OutOfMemory
	}
	return nil
}

// takeBody returns an empty buffer to append the body to: a page on a connection
// that can tell when it is sent, or else the response's own.
func (c *call) takeBody(ctx *fasthttp.RequestCtx) []byte {
	if lenderOf(ctx) == nil {
		return ctx.Response.SwapBody(nil)[:0]
	}
	c.page = pages.Get().(*page)
	return slices.Grow(c.page.b[:0], c.charge.Held())
}
