package h2

import (
	"bufio"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/valyala/fasthttp"
)

// send sends the response of e.ctx as the answer to r, unless the stream is to be
// reset. A streamed body that resets it is sent up to that point.
func (e *exchange) send(r *http.Request) {
	res, w := &e.ctx.Response, &e.writer
	if e.ctx.Hijacked() || e.stream.closed.Load() && !res.IsBodyStream() {
		res.CloseBodyStream()
		return
	}
	e.sendHeader(w.Header())
	switch {
	case !res.IsBodyStream():
		body := res.Body()
		if allowsBody(res.StatusCode()) {
			w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
		}
		w.WriteHeader(res.StatusCode())
		if r.Method != http.MethodHead {
			w.Write(body)
		}
	case r.Method == http.MethodHead:
		w.WriteHeader(res.StatusCode())
		res.CloseBodyStream()
	case writesItself(res.BodyStream()):
		w.WriteHeader(res.StatusCode())
		e.sendReady()
	default:
		w.WriteHeader(res.StatusCode())
		e.sendEvents(res)
	}
}

func allowsBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// sendHeader copies the header fields of the response to h. A value may contain
// further lines: a handler may write several fields as one.
func (e *exchange) sendHeader(h http.Header) {
	const lineEnd, colon = "\r\n", ": "
	fields := e.fields[:0]
	for name, value := range e.ctx.Response.Header.All() {
		fields = append(append(fields, name...), colon...)
		fields = append(append(fields, value...), lineEnd...)
	}
	e.fields = fields
	h["Content-Type"] = nil // unless it is set below; net/http would guess one
	text := string(fields)  // one allocation for all names and values
	values := make([]string, 0, strings.Count(text, lineEnd))
	for line := range strings.SplitSeq(text, lineEnd) {
		name, value, ok := strings.Cut(line, colon)
		if !ok || isConnectionHeader(name) {
			continue
		}
		name = http.CanonicalHeaderKey(name)
		values = append(values, value)
		if before := h[name]; before != nil {
			h[name] = append(before, value)
		} else {
			h[name] = values[len(values)-1 : len(values) : len(values)]
		}
	}
}

// isConnectionHeader reports whether a header field of HTTP/1.1 does not belong in
// HTTP/2 (RFC 9113, section 8.2.2), or repeats the length of the body. net/http turns
// Connection: close into a GOAWAY.
func isConnectionHeader(name string) bool {
	switch name {
	case "Content-Length", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

// writesItself reports whether body can write itself without waiting.
func writesItself(body io.Reader) bool {
	whole, ok := body.(fasthttp.BodyWriterTo)
	return ok && whole.SupportsBodyWriteTo()
}

var writerPool = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, maxPooled) }}

// sendReady sends a body that never waits. Each write to w costs two goroutine
// switches, so there are few. The last flush keeps net/http from giving a short body
// a Content-Length: a stream has none.
func (e *exchange) sendReady() {
	w, all := &e.writer, writerPool.Get().(*bufio.Writer)
	all.Reset(w)
	e.stream.out, e.stream.writer = all, w
	if e.ctx.Response.BodyWriteTo(all) == nil && all.Flush() == nil {
		w.Flush()
	}
	e.stream.out, e.stream.writer = nil, nil
	all.Reset(nil)
	writerPool.Put(all)
}

// sendEvents sends a body as it comes.
func (e *exchange) sendEvents(res *fasthttp.Response) {
	if e.events == nil {
		e.events = make([]byte, eventBufferSize)
	}
	defer res.CloseBodyStream()
	w, body := &e.writer, res.BodyStream()
	if res.ImmediateHeaderFlush {
		w.Flush()
	}
	for {
		w.clearWriteDeadline()
		n, err := body.Read(e.events)
		if n > 0 {
			if _, gone := w.Write(e.events[:n]); gone != nil || w.Flush() != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
