package fast

import (
	"bytes"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"
)

var keyRequestID = []byte("X-Request-Id")

// headerBlock is the headers of an answer in one: the value of X-Request-Id,
// whose digits are filled in for each request, and behind it whole lines that
// do not change. fasthttp replaces the line ends in a value by spaces, so they
// stand here as two spaces each and are put back in place. One header instead
// of six saves 150 ns of a request's 600.
type headerBlock struct {
	value []byte
	ends  []int // where the line ends belong
}

// lineEnd is what stands for the end of a line in a value.
const lineEnd = "  "

const (
	requestIDPrefix = "req_"
	requestIDLen    = len(requestIDPrefix) + 32
)

// newHeaderBlock renders a block with lines.
func newHeaderBlock(lines ...string) headerBlock {
	b := headerBlock{value: append([]byte(requestIDPrefix), make([]byte, requestIDLen-len(requestIDPrefix))...)}
	for _, line := range append(lines,
		"Openai-Version: 2020-10-01",
		"Access-Control-Expose-Headers: X-Request-ID",
		"Openai-Processing-Ms: 0",
	) {
		b.ends = append(b.ends, len(b.value))
		b.value = append(append(b.value, lineEnd...), line...)
	}
	return b
}

// write sets the headers of an answer with the id v that was held back for
// processing: OpenAI's header for the time that the model took.
func (b *headerBlock) write(ctx *fasthttp.RequestCtx, v id, processing time.Duration) {
	value := b.value
	if ms := processing.Milliseconds(); ms > 0 {
		value = strconv.AppendInt(bytes.Clone(value[:len(value)-len("0")]), ms, 10)
	}
	own := setLines(ctx, keyRequestID, value, b.ends...)
	v.appendRequest(own[:len(requestIDPrefix)])
	echoClientID(ctx)
}

// setLines sets a header to a value with more headers in it, behind the line
// ends at ends. It returns the response's own memory of the value.
func setLines(ctx *fasthttp.RequestCtx, key, value []byte, ends ...int) []byte {
	h := &ctx.Response.Header
	h.SetCanonical(key, value)
	own := h.PeekCanonical(key)
	for _, at := range ends {
		own[at], own[at+1] = '\r', '\n'
	}
	return own
}

// requestID is what write has set, without the lines behind it.
func requestID(ctx *fasthttp.RequestCtx) []byte {
	value := ctx.Response.Header.PeekBytes(keyRequestID)
	return bytes.Clone(value[:min(len(value), requestIDLen)])
}
