package fast

import (
	"io"
	"slices"
	"sync"
	"unsafe"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/memory"
)

// fasthttp allocates as many bytes as a Content-Length or the size of a chunk
// announces, and keeps them with the connection. So it reads only bodies of an
// announced length of up to memory.Free bytes. For others it is told that the body
// has landingSize bytes, and given a landing to read them to. Once it has emptied
// its own buffer into that, it turns to the connection: there a receiver takes
// over, and reads the body into a buffer that grows with what arrives.
//
// The buffers go from request to request, so that 64 connections with prompts of
// 100 kB write to few that stay hot: 2 µs of 23.

// landingSize is more than fasthttp's buffer, of maxHeader bytes, twice over. What
// is missing of the body is then longer than that buffer, and does not go through it.
const landingSize = memory.Free + 1

// maxPooled is the longest buffer in bytes that goes on to another request.
const maxPooled = 1 << 20

// buffer is room for one long request body.
type buffer struct {
	b      []byte
	charge memory.Charge
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// releaseBuffer gives b back, and leaves its memory to the garbage collector if
// that is too large.
func releaseBuffer(b *buffer) {
	b.charge.Release()
	if cap(b.b) > maxPooled {
		b.b = nil
	}
	buffers.Put(b)
}

// append appends what from reads to b, once, and at most up to most bytes. It grows
// by half at least, but not beyond most.
func (b *buffer) append(from io.Reader, budget *memory.Budget, most int) error {
	if len(b.b) == cap(b.b) {
		size := min(max(2*len(b.b), minBuffer), most)
		if !b.charge.Resize(budget, size) {
			return memory.ErrSpent
		}
		b.b = append(make([]byte, 0, size), b.b...)
	}
	n, err := from.Read(b.b[len(b.b):min(cap(b.b), most)])
	b.b = b.b[:len(b.b)+n]
	return err
}

// minBuffer is the least room that a body gets that grows.
const minBuffer = 4 << 10

// receiver reads one body in fasthttp's place.
type receiver struct {
	server  *Server
	conn    *coalesce.Conn
	length  int     // as announced, or chunked
	landing *buffer // of which fasthttp has landingSize bytes
	body    *buffer // the landing or, for chunks, another
	chunks  chunks
	own     []byte // fasthttp's own buffer, which the landing replaces
	done    bool   // the body is there
}

// chunked is the length of a body that comes in chunks, as fasthttp has it.
const chunked = -1

var receivers = sync.Pool{New: func() any { return new(receiver) }}

var _ coalesce.Source = (*receiver)(nil)

// announced has a receiver read the body that h announces, unless it is short.
func (s *Server) announced(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	length := h.ContentLength()
	if length <= memory.Free && length != chunked || length > s.config.Limits.MaxBody {
		return c
	}
	ctx := contextOf(h)
	conn, own := ctx.Conn().(*coalesce.Conn)
	if !own {
		return c
	}
	r := receivers.Get().(*receiver)
	r.server, r.conn, r.length = s, conn, length
	r.landing = buffers.Get().(*buffer)
	r.landing.b = slices.Grow(r.landing.b[:0], landingSize)
	r.own = ctx.Request.SwapBody(r.landing.b[:0:landingSize])
	conn.SetSource(r)
	h.SetContentLength(landingSize)
	c.MaxRequestBodySize = max(landingSize, s.config.Limits.MaxBody)
	return c
}

// contextOf returns the context of the request that h is the header of. fasthttp
// hands its hook the header of a request it serves, never one that stands alone.
func contextOf(h *fasthttp.RequestHeader) *fasthttp.RequestCtx {
	const offset = unsafe.Offsetof(fasthttp.RequestCtx{}.Request) + unsafe.Offsetof(fasthttp.Request{}.Header)
	return (*fasthttp.RequestCtx)(unsafe.Add(unsafe.Pointer(h), -int(offset)))
}

// Read is called by fasthttp for the part p of the landing that it could not fill
// from its own buffer. It returns once the body is there.
func (r *receiver) Read(p []byte) (int, error) {
	if r.done {
		return r.conn.ReadDirect(p)
	}
	r.landing.b = r.landing.b[:landingSize-len(p)]
	if err := r.receive(); err != nil {
		return 0, err
	}
	r.done = true
	return len(p), nil
}

func (r *receiver) receive() error {
	if !r.landing.charge.Resize(r.server.memory, cap(r.landing.b)) {
		return memory.ErrSpent
	}
	if r.length == chunked {
		return r.receiveChunks()
	}
	r.body = r.landing
	for len(r.body.b) < r.length {
		if err := r.body.append(direct{r.conn}, r.server.memory, r.length); err != nil {
			return err
		}
	}
	return nil
}

// receiveChunks reads a body whose begin, still in chunks, is in the landing.
func (r *receiver) receiveChunks() error {
	r.body = buffers.Get().(*buffer)
	r.body.b = r.body.b[:0]
	if !r.body.charge.Resize(r.server.memory, cap(r.body.b)) {
		return memory.ErrSpent
	}
	most := r.server.config.Limits.MaxBody
	r.chunks.begin(r.landing.b, r.conn)
	for {
		err := r.body.append(&r.chunks, r.server.memory, most+1) // and one byte to see the end
		switch {
		case len(r.body.b) > most:
			return fasthttp.ErrBodyTooLarge
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// GiveBack ends the receiver behind its request. What it has read of the next
// stays with the connection. After a failure fasthttp may still have the landing,
// which then goes to nobody else.
func (r *receiver) GiveBack() {
	r.conn.SetSource(nil)
	if rest := r.chunks.end(); r.done && len(rest) > 0 {
		r.conn.SetSource(&leftover{r.conn, rest})
	}
	if r.body != nil && r.body != r.landing {
		releaseBuffer(r.body)
	}
	if !r.done {
		r.landing.b = nil
	}
	releaseBuffer(r.landing)
	*r = receiver{chunks: r.chunks}
	receivers.Put(r)
}

// takeBody makes the body of ctx what a receiver has read, if one has.
func takeBody(ctx *fasthttp.RequestCtx) {
	r := receiverOf(ctx)
	if r == nil || !r.done {
		return
	}
	ctx.Request.SwapBody(r.own)
	r.own = nil
	ctx.Request.SetBodyRaw(r.body.b)
	length := r.length
	if len(r.body.b) == 0 {
		length = 0
	}
	ctx.Request.Header.SetContentLength(length)
}

// dropBody takes the landing from fasthttp, where a receiver has failed.
func dropBody(ctx *fasthttp.RequestCtx) {
	if r := receiverOf(ctx); r != nil {
		ctx.Request.SwapBody(r.own)
		r.own = nil
	}
}

// receiverOf returns what reads the body of ctx; nil if fasthttp does.
func receiverOf(ctx *fasthttp.RequestCtx) *receiver {
	conn, own := ctx.Conn().(*coalesce.Conn)
	if !own {
		return nil
	}
	r, _ := conn.Source().(*receiver)
	return r
}

// direct reads a connection past its source. That it ends is never expected.
type direct struct{ conn *coalesce.Conn }

func (d direct) Read(p []byte) (int, error) {
	n, err := d.conn.ReadDirect(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// expected answers a request that asks whether it may send its body: one that is
// too long is refused before it is sent.
func (s *Server) expected(ctx *fasthttp.RequestCtx) int {
	if ctx.Request.Header.ContentLength() <= s.config.Limits.MaxBody || receiverOf(ctx) != nil {
		return fasthttp.StatusContinue
	}
	s.malformed(ctx, fasthttp.ErrBodyTooLarge)
	return apierr.BodyTooLarge.Status
}
