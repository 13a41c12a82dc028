package deliver

import (
	"bufio"
	"net"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/pace"
)

// pacedStream sends a paced stream without a goroutine. It has the connection until the
// stream ends: fasthttp has let go of it, and gets it back for the next request. Of an HTTP/2
// connection it has one stream. The pacer's goroutines send the events, and a goroutine of
// its own only as long as the client does not take them. It renders one event ahead, because
// the time of an event is only known once it is rendered.
type pacedStream struct {
	pacing   *Pacing
	job      pace.Job
	conn     *coalesce.Conn // nil if the stream is one of HTTP/2
	http2    http2Stream    // nil if it is not
	watch    *hangup.Watch  // of conn
	closes   bool           // the connection closes after the stream
	unframed bool           // HTTP/1.0: no chunks, and the end of the connection ends the answer
	body     []byte         // of the request, to which the exchange refers
	unread   []byte         // of the client's next requests

	stream   *Stream // of the exchange; nil once that is released
	out      []byte  // to be sent next: the headers, if they are not sent yet, and a chunk
	headers  int     // length of the headers in out
	from, to int     // the event in out; empty for a comment and for the last chunk
	due      pace.Instant
	asks     bool         // due is only when to ask again
	asked    bool         // something may run the job before it is due, perhaps as an earlier Run ends
	probedAt pace.Instant // last comment to a client that sends no more; 0 means none
}

var pacedStreams = sync.Pool{New: func() any { return new(pacedStream) }}

// startHandedOver answers with a stream that gets the connection from fasthttp once the
// handler has returned and the answers before are sent.
func (s *Stream) startHandedOver(ctx *fasthttp.RequestCtx, conn *coalesce.Conn) {
	p := pacedStreams.Get().(*pacedStream)
	p.pacing, p.stream, p.conn = s.pacing, s, conn
	p.unframed = !ctx.Request.Header.IsHTTP11()
	p.pacing.handedOver.Add(1)
	p.pacing.looped.Add(1)
	ctx.Response.SetBodyStream(s, -1)
	ctx.HijackSetNoResponse(true)
	conn.KeepSocket()
	conn.TakeOver(func() { // fasthttp could not send the answers before
		ctx.Response.CloseBodyStream()
		p.recycle()
	})
	ctx.Hijack(func(c net.Conn) { p.takeOver(ctx, c) })
}

// takeOver takes all that the stream needs from ctx and its connection c. The stream
// starts when fasthttp has taken back everything else.
func (p *pacedStream) takeOver(ctx *fasthttp.RequestCtx, c net.Conn) {
	p.unread = p.conn.Unread(c)
	p.closes = ctx.Response.ConnectionClose()
	if ctx.Response.BodyStream() != p.stream || ctx.Response.SkipBody { // an error, or the headers alone, for HEAD
		p.sendInstead(&ctx.Response)
		return
	}
	if p.conn.Source() == nil { // otherwise the source has the body
		p.body = ctx.Request.SwapBody(nil)
	}
	p.frame(&ctx.Response.Header)
	p.out = append(p.out[:0], ctx.Response.Header.Header()...)
	p.headers = len(p.out)
	p.stream.taken = true
	ctx.Response.CloseBodyStream()
	p.stream.taken = false
	p.conn.HandOver(p.start)
}

// frame writes to h how the client finds the end of the answer.
func (p *pacedStream) frame(h *fasthttp.ResponseHeader) {
	if !p.unframed {
		h.SetContentLength(-1)
		return
	}
	h.Del(fasthttp.HeaderTransferEncoding)
	h.Del(fasthttp.HeaderConnection)
	h.SetConnectionClose()
	p.closes = true
}

// sendInstead sends an answer without the stream.
func (p *pacedStream) sendInstead(res *fasthttp.Response) {
	p.stream = nil // released, or Write releases it
	w := bufio.NewWriter(p.conn)
	if res.Write(w) != nil || w.Flush() != nil {
		p.closes = true
	}
	p.conn.HandOver(func() { p.end(nil) })
}

func (p *pacedStream) start() {
	defer p.pacing.flushes.run()
	next := p.begin()
	p.job.Schedule(next)
}

func (p *pacedStream) begin() (next pace.Instant) {
	defer p.recover(&next)
	if err := p.pacing.Open(); err != nil {
		return p.end(err)
	}
	if p.conn != nil {
		p.job.Init(p.pacing.pacer, p)
		p.watch = p.pacing.watcher.Watch(p.conn, &p.job)
	}
	if next = p.prepare(); next == 0 {
		next = p.deliver()
	}
	return next
}

var _ pace.Task = (*pacedStream)(nil)

// Run sends what is due, or ends the stream. It returns when the next event is due.
func (p *pacedStream) Run(err error) (next pace.Instant) {
	defer p.recover(&next)
	switch {
	case err == nil && p.asks:
		return p.askAgain()
	case err == nil && p.asked && pace.Now() < p.wake():
		return p.wake()
	case err == nil && p.wake() == p.due:
		return p.deliver()
	case err == nil:
		return p.probe()
	case err == pace.ErrCanceled && p.watch.State() == hangup.Finished && p.probedAt == 0 && !p.stream.plain:
		p.watch.AwaitGone(&p.job)
		return p.probe()
	case err == pace.ErrCanceled:
		return p.end(errClientLeft)
	}
	return p.end(err)
}

// deliver sends what is due, and what is due at once after it.
func (p *pacedStream) deliver() (next pace.Instant) {
	for {
		if p.from < p.to {
			p.stream.copyEvent(p.out[p.from:p.to])
		}
		n, err := p.writeNow(p.out)
		if err == nil && n < len(p.out) {
			go p.deliverSlowly(n)
			return pace.Never
		}
		if next = p.sent(err); next != 0 {
			return next
		}
	}
}

// writeNow writes as much of b as the client takes without waiting. What several streams of
// an HTTP/2 connection write at the same time is sent together.
func (p *pacedStream) writeNow(b []byte) (n int, err error) {
	if p.conn != nil {
		return p.conn.WriteNow(b)
	}
	n, flush, err := p.http2.Collect(b)
	if flush != nil {
		p.pacing.flushes.add(flush)
	}
	return n, err
}

// write writes b, and waits for the client.
func (p *pacedStream) write(b []byte) (err error) {
	if p.conn != nil {
		_, err = p.conn.Write(b)
	} else {
		_, err = p.http2.Write(b)
	}
	return err
}

// deliverSlowly is deliver for a client that has taken only n bytes so far.
func (p *pacedStream) deliverSlowly(n int) {
	defer p.pacing.flushes.run()
	p.job.Schedule(p.deliverRest(n))
}

func (p *pacedStream) deliverRest(n int) (next pace.Instant) {
	defer p.recover(&next)
	err := p.write(p.out[n:])
	if next = p.sent(err); next == 0 {
		next = p.deliver()
	}
	return next
}

// sent is called when out is sent or cannot be sent. It prepares what comes next and
// returns when that is due, 0 meaning at once.
func (p *pacedStream) sent(err error) (next pace.Instant) {
	switch {
	case err != nil:
		return p.end(errClientLeft)
	case p.stream == nil:
		return p.end(nil)
	case p.from < p.to:
		p.stream.exchange.Wrote()
	}
	p.out, p.headers = p.out[:0], 0
	return p.prepare()
}

// end ends the stream. It gives the connection back unless there is an error.
func (p *pacedStream) end(err error) (never pace.Instant) {
	p.watch.End()
	if err == errClientLeft && p.stream != nil {
		p.pacing.HangUps.Add(1)
		p.stream.exchange.ClientLeft()
	}
	p.release()
	switch {
	case p.conn == nil:
		p.http2.Finish(err == nil)
	case err != nil || p.closes:
		p.conn.Drop()
	default:
		p.conn.Return(p.unread)
	}
	p.recycle()
	return pace.Never
}

// release releases the exchange, once.
func (p *pacedStream) release() {
	if s := p.stream; s != nil {
		p.stream = nil
		s.Close()
	}
}

// recycle is called last.
func (p *pacedStream) recycle() {
	pacing, http1 := p.pacing, p.conn != nil
	*p = pacedStream{out: render.ResetOrDrop(p.out)}
	pacedStreams.Put(p)
	pacing.looped.Add(-1)
	if http1 {
		pacing.handedOver.Done()
	}
}

// recover ends the stream after a panic.
func (p *pacedStream) recover(next *pace.Instant) {
	if what := recover(); what != nil {
		p.pacing.LogPanic(what)
		*next = p.end(net.ErrClosed)
	}
}
