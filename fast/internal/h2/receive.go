package h2

import (
	"io"
	"net/http"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/memory"
)

// receive makes r the request of e.ctx.
func (e *exchange) receive(r *http.Request, c Config) error {
	h := &e.ctx.Request.Header
	h.SetMethod(r.Method)
	h.SetRequestURI(r.RequestURI)
	if headerSize(r) > c.MaxHeader {
		return ErrHeaderTooLarge
	}
	h.SetHost(r.Host)
	for name, values := range r.Header {
		for _, value := range values {
			h.Add(name, value)
		}
	}
	req := &e.ctx.Request
	body, err := e.appendBody(req.SwapBody(nil)[:0], r, c)
	req.SwapBody(body)
	h.SetContentLength(len(body))
	return err
}

// headerSize returns the length in bytes that r's header would have in HTTP/1.1.
func headerSize(r *http.Request) int {
	size := len("  HTTP/1.1\r\nHost: \r\n\r\n") + len(r.Method) + len(r.RequestURI) + len(r.Host)
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + len(": \r\n")
		}
	}
	return size
}

// appendBody appends the body of r to dst. The announced length is trusted only up to
// the size of a pooled buffer.
func (e *exchange) appendBody(dst []byte, r *http.Request, c Config) ([]byte, error) {
	const least = 512
	w, most := &e.writer, c.MaxBody
	if r.ContentLength > int64(most) {
		return dst, fasthttp.ErrBodyTooLarge
	}
	expected := min(max(r.ContentLength+1, least), maxPooled) // and one byte to see the end
	if dst = slices.Grow(dst, int(expected)); !e.charge.Resize(c.Memory, cap(dst)) {
		return dst, memory.ErrExhausted
	}
	for {
		if len(dst) == cap(dst) {
			if !e.charge.Resize(c.Memory, 2*len(dst)) {
				return dst, memory.ErrExhausted
			}
			dst = slices.Grow(dst, len(dst))
		}
		if int64(len(dst)) != r.ContentLength { // else only the end is missing
			w.setReadDeadline()
		}
		n, err := r.Body.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		switch {
		case len(dst) > most:
			return dst, fasthttp.ErrBodyTooLarge
		case err == io.EOF:
			return dst, nil
		case err != nil:
			return dst, err
		}
	}
}
