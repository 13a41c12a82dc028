package deliver

import (
	"slices"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/render"
)

// Body is the body of an unstreamed answer, and the memory charged for an answer. The
// zero value is ready for use.
type Body struct {
	buffer *bodyBuffer    // nil unless a body is being appended to it
	budget *memory.Budget // of charge
	charge memory.Charge  // until Set moves it to the buffer
}

// Reserve charges the memory of an answer of about n bytes. It reports false if the
// budget has too little left.
func (b *Body) Reserve(budget *memory.Budget, n int) bool {
	b.budget = budget
	return n <= memory.Threshold || b.charge.Resize(budget, n)
}

// Release returns the memory that is not charged to a buffer.
func (b *Body) Release() { b.charge.Release() }

// Begin returns an empty buffer to append the body to. It is a pooled one if the
// connection reports when it is sent, else the response's own.
func (b *Body) Begin(ctx *fasthttp.RequestCtx) []byte {
	if lenderOf(ctx) == nil {
		return ctx.Response.SwapBody(nil)[:0]
	}
	b.buffer = bodyBuffers.Get().(*bodyBuffer)
	return slices.Grow(b.buffer.b[:0], b.charge.Held())
}

// maxSingleWrite is the length of body up to which fasthttp's 4 KiB buffer holds a
// whole answer and sends it with one write.
const maxSingleWrite = 3 << 10

// Set makes body, which was appended to Begin's buffer, the body of the response. A
// buffer that has grown too large is left to the garbage collector once it is sent.
func (b *Body) Set(ctx *fasthttp.RequestCtx, body []byte) {
	if len(body) > maxSingleWrite {
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
	case cap(body) > render.MaxPooled:
		ctx.Response.SetBodyRaw(body)
	default:
		ctx.Response.SwapBody(body)
	}
}

// SetShared makes body the body of the response, without a copy. Nobody may change body.
func (b *Body) SetShared(ctx *fasthttp.RequestCtx, body []byte) {
	if len(body) > maxSingleWrite {
		collect(ctx, true)
	}
	ctx.Response.SetBodyRaw(body)
}

// collect turns collecting of the response's writes on or off, if the connection can
// collect.
func collect(ctx *fasthttp.RequestCtx, on bool) {
	if conn, ok := coalesce.From(ctx.Conn()); ok {
		conn.Collect(on)
	}
}

// bodyBuffer is a pooled buffer for the body of an answer.
//
// fasthttp has a buffer for that with each connection, so 64 connections write to
// cold memory in turn. Pooled buffers stay in the processor's caches, which pays most
// for embeddings (BENCHMARKS.md, what paid).
type bodyBuffer struct {
	b      []byte
	charge memory.Charge
}

var bodyBuffers = sync.Pool{New: func() any { return new(bodyBuffer) }}

var _ coalesce.Lent = (*bodyBuffer)(nil)

// GiveBack returns the buffer to the pool, unless it has grown too large.
func (p *bodyBuffer) GiveBack() {
	p.charge.Release()
	if cap(p.b) <= render.MaxPooled {
		bodyBuffers.Put(p)
	}
}

// responseLender is a connection, or an HTTP/2 stream, that calls GiveBack once the
// answer is sent.
type responseLender interface{ Lend(coalesce.Lent) }

// lenderOf returns the connection of ctx, or nil if it cannot lend.
func lenderOf(ctx *fasthttp.RequestCtx) responseLender {
	conn := ctx.Conn()
	if own, ok := conn.(*coalesce.Conn); ok {
		return own
	}
	l, _ := conn.(responseLender)
	return l
}
