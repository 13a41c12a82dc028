package deliver

import (
	"io"

	"github.com/valyala/fasthttp"
)

// http2Stream is a stream of HTTP/2 that a sender can take over.
type http2Stream interface {
	HandOver(body io.Reader, to http2Sender)
	// Collect collects as much of p as the client takes without waiting. The flusher, if
	// there is one, must be called soon.
	Collect(p []byte) (int, flusher, error)
	// Write writes p, and waits for the client.
	Write(p []byte) (int, error)
	// Finish ends the answer. If it is not complete, the stream is reset.
	Finish(complete bool)
}

// http2Sender sends the body of an answer in place of the server of HTTP/2.
type http2Sender = interface {
	// Take takes the body from the response, which is reset next.
	Take(res *fasthttp.Response)
	// Start begins to send. It must not block.
	Start()
	// Left is called once if the client resets the stream or leaves, even before Start, but
	// not after Finish. It must not block.
	Left()
}

var _ http2Sender = (*pacedStream)(nil)

// handsOver answers with a stream that the pacer sends, if the connection is a stream of
// HTTP/2. If an error replaces the answer, the pacedStream is left to the garbage collector,
// as the client may still leave.
func (s *Stream) handsOver(ctx *fasthttp.RequestCtx) bool {
	to, ok := ctx.Conn().(http2Stream)
	if !ok || s.pacing.Open() != nil {
		return false
	}
	p := pacedStreams.Get().(*pacedStream)
	p.pacing, p.stream, p.http2 = s.pacing, s, to
	p.job.Init(p.pacing.pacer, p)
	ctx.Response.SetBodyStream(s, -1)
	to.HandOver(s, p)
	return true
}

// Take is called in place of takeOver.
func (p *pacedStream) Take(res *fasthttp.Response) {
	p.out = p.out[:0]
	p.stream.taken = true
	res.CloseBodyStream()
	p.stream.taken = false
}

// Start goes on in a goroutine: events that are due already must not hold up the other
// streams of the connection.
func (p *pacedStream) Start() {
	p.pacing.looped.Add(1)
	go p.start()
}

// Left makes the next Run end the stream.
func (p *pacedStream) Left() { p.job.Cancel() }
