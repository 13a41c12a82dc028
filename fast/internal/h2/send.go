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

// send makes the response of e.ctx the answer to r, unless the stream is to be
// reset. A body that resets it has sent before what it was to send.
func (e *exchange) send(r *http.Request) {
	res, w := &e.ctx.Response, &e.within
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
	case ready(res.BodyStream()):
		w.WriteHeader(res.StatusCode())
		e.sendWhole()
	default:
		w.WriteHeader(res.StatusCode())
		e.sendEvents(res)
	}
}

func allowsBody(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// sendHeader copies the fields of the response to h. A value may have whole
// lines behind its own, as a handler may write several fields as one.
func (e *exchange) sendHeader(h http.Header) {
	const lineEnd, colon = "\r\n", ": "
	fields := e.fields[:0]
	for name, value := range e.ctx.Response.Header.All() {
		fields = append(append(fields, name...), colon...)
		fields = append(append(fields, value...), lineEnd...)
	}
	e.fields = fields
	h["Content-Type"] = nil // unless there is one; net/http would guess
	text := string(fields)  // one allocation for all names and values
	values := make([]string, 0, strings.Count(text, lineEnd))
	for line := range strings.SplitSeq(text, lineEnd) {
		name, value, ok := strings.Cut(line, colon)
		if !ok || ofConnection(name) {
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

// ofConnection reports whether a field of HTTP/1.1 has no place in HTTP/2 (RFC
// 9113, section 8.2.2) or says again how long the body is. net/http makes a
// GOAWAY of Connection: close.
func ofConnection(name string) bool {
	switch name {
	case "Content-Length", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

// ready reports whether body can write itself without waiting.
func ready(body io.Reader) bool {
	whole, ok := body.(fasthttp.BodyWriterTo)
	return ok && whole.SupportsBodyWriteTo()
}

var writers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, maxKept) }}

// sendWhole sends a body that has nothing to wait for. Each write to w takes
// two turns of goroutines, so there are few. The last flush keeps net/http from
// giving a short body a Content-Length: a stream has none.
func (e *exchange) sendWhole() {
	w, all := &e.within, writers.Get().(*bufio.Writer)
	all.Reset(w)
	e.stream.out, e.stream.within = all, w
	if e.ctx.Response.BodyWriteTo(all) == nil && all.Flush() == nil {
		w.Flush()
	}
	e.stream.out, e.stream.within = nil, nil
	all.Reset(nil)
	writers.Put(all)
}

// sendEvents sends a body as it comes.
func (e *exchange) sendEvents(res *fasthttp.Response) {
	if e.events == nil {
		e.events = make([]byte, eventRoom)
	}
	defer res.CloseBodyStream()
	w, body := &e.within, res.BodyStream()
	if res.ImmediateHeaderFlush {
		w.Flush()
	}
	for {
		w.rest()
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
