package header

import (
	"strings"

	"github.com/valyala/fasthttp"
)

// Fixed holds all headers of an answer. None of them changes. Like a Block, it is the value
// of one header, followed by the other header lines.
type Fixed struct {
	key   []byte // nil for Content-Type
	value []byte
	ends  []int
}

// NewFixed renders a content type, which may be empty, and at least one line, each
// "Name: value". The first line has the id of the request.
func NewFixed(contentType string, lines ...string) *Fixed {
	f := &Fixed{value: []byte(contentType)}
	if contentType == "" {
		key, value, _ := strings.Cut(lines[0], ": ")
		f.key, f.value, lines = []byte(key), []byte(value), lines[1:]
	}
	for _, line := range lines {
		f.ends = append(f.ends, len(f.value))
		f.value = append(append(f.value, LineEnd...), line...)
	}
	return f
}

// Write sets the headers of an answer.
func (f *Fixed) Write(ctx *fasthttp.RequestCtx) {
	h := &ctx.Response.Header
	if f.key != nil {
		SetLines(h, f.key, f.value, f.ends...)
		return
	}
	h.SetContentTypeBytes(f.value)
	endLines(h.ContentType(), f.ends...)
}
