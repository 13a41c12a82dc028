package deliver

import (
	"slices"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/render"
)

// Body is the body of an answer that is sent in one piece, and the memory that is
// taken for an answer. The zero value is ready.
type Body struct {
	buffer *bodyBuffer    // nil unless one is being appended to
	budget *memory.Budget // of charge
	charge memory.Charge  // until the buffer has it
}

// Reserve takes the memory that an answer of about n bytes is going to hold. It
// reports false if the budget has too little left.
func (b *Body) Reserve(budget *memory.Budget, n int) bool {
	b.budget = budget
	return n <= memory.Threshold || b.charge.Resize(budget, n)
}

// Release gives the memory back that no buffer has.
func (b *Body) Release() { b.charge.Release() }

// Begin returns an empty buffer to append the body to: one of the pool on a
// connection that tells when it is sent, or else the response's own.
func (b *Body) Begin(ctx *fasthttp.RequestCtx) []byte {
	if lenderOf(ctx) == nil {
		return ctx.Response.SwapBody(nil)[:0]
	}
	b.buffer = bodyBuffers.Get().(*bodyBuffer)
	return slices.Grow(b.buffer.b[:0], b.charge.Held())
}

// oneWrite is the length of body up to which fasthttp's buffer of 4 KiB holds
// an answer whole and sends it with one write.
const oneWrite = 3 << 10

// Set makes body, which Begin has begun, the response's. A buffer that has grown
// too large is left to the garbage collector once it is sent.
func (b *Body) Set(ctx *fasthttp.RequestCtx, body []byte) {
	if len(body) > oneWrite {
		collect(ctx, true)
	}
	switch {
	case b.buffer != nil:
		b.buffer.b = body
		if len(body) > memory.Threshold {
			b.charge.ForceResize(b.budget, cap(body))
		}
		b.buffer.charge, b.charge = b.charge, memory.Charge{}
		lenderOf(ctx).Lend(b.buffer)
		b.buffer = nil
		ctx.Response.SetBodyRaw(body)
	case cap(body) > render.MaxKept:
		ctx.Response.SetBodyRaw(body)
	default:
		ctx.Response.SwapBody(body)
	}
}

// collect has the connection collect the writes of the response, or not, if it
// is one that can.
func collect(ctx *fasthttp.RequestCtx, on bool) {
	if conn, ok := coalesce.From(ctx.Conn()); ok {
		conn.Collect(on)
	}
}

// bodyBuffer is a buffer for the body of an answer.
//
// fasthttp has a buffer for that with each connection, so that 64 connections
// write to cold memory in turn. These go from answer to answer and stay in the
// processor's caches, which pays most for embeddings (BENCHMARKS.md, what paid).
type bodyBuffer struct {
	b      []byte
	charge memory.Charge
}

var bodyBuffers = sync.Pool{New: func() any { return new(bodyBuffer) }}

var _ coalesce.Lent = (*bodyBuffer)(nil)

// GiveBack returns the buffer to the pool, but one that has grown too large.
func (p *bodyBuffer) GiveBack() {
	p.charge.Release()
	if cap(p.b) <= render.MaxKept {
		bodyBuffers.Put(p)
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
