// Package header renders the headers of answers as one block, and reads what a request
// says outside of its body: its key, its session and its path.
package header

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/render"
)

// Block holds all headers of an answer as the value of one: the value of Content-Type,
// followed by the other header lines. Only the request id and the processing time change
// between answers. fasthttp replaces line ends in a value by spaces, so each line end is
// two spaces here and Write restores it. One header instead of seven saves 150 ns of a
// request's 600. fasthttp has a field for Content-Type, which saves a little more.
type Block struct {
	value []byte
	ends  []int // offsets of the line ends in value
	id    int   // offset of the request id's digits in value
	trace int   // offset of the trace id's digits in value; 0 if there is none
	uuid  bool  // ids have the form of a UUID
	timed bool  // the last line is the processing time
	sse   bool  // the content is server-sent events
}

// LineEnd is the placeholder for a line end in a value.
const LineEnd = "  "

// RequestIDPrefix is the prefix of OpenAI's request ids.
const RequestIDPrefix = "req_"

const requestIDDigits = "00000000000000000000000000000000"

// Style describes the headers of a provider's answers other than Content-Type.
type Style struct {
	RequestID  string   // the line with the request id, up to its digits
	TraceID    string   // a line with a second id of the request, up to its digits; empty for none
	UUID       bool     // ids have the form of a UUID
	Lines      []string // lines that never change
	Processing string   // name of the header for the processing time in ms; empty for none
}

// NewBlock renders a block of the headers of s and lines, each "Name: value".
func NewBlock(s *Style, contentType string, lines ...string) *Block {
	b := &Block{
		value: []byte(contentType), uuid: s.UUID, timed: s.Processing != "",
		sse: strings.HasPrefix(contentType, "text/event-stream"),
	}
	digits := requestIDDigits
	if b.uuid {
		digits = string(render.ID{}.AppendUUID(nil))
	}
	b.add(s.RequestID + digits)
	b.id = len(b.value) - len(digits)
	if s.TraceID != "" {
		b.add(s.TraceID + digits)
		b.trace = len(b.value) - len(digits)
	}
	for _, line := range slices.Concat(lines, s.Lines) {
		b.add(line)
	}
	if b.timed {
		b.add(s.Processing + ": 0")
	}
	return b
}

func (b *Block) add(line string) {
	b.ends = append(b.ends, len(b.value))
	b.value = append(append(b.value, LineEnd...), line...)
}

// SSE reports whether the content is server-sent events.
func (b *Block) SSE() bool { return b.sse }

// Write sets the headers of an answer with the request id v. processing is the time that
// the model took.
func (b *Block) Write(ctx *fasthttp.RequestCtx, v render.ID, processing time.Duration) {
	value := b.value
	if ms := processing.Milliseconds(); ms > 0 && b.timed {
		var timed [512]byte // which most values fit in, and which stays on the stack
		value = strconv.AppendInt(append(timed[:0], value[:len(value)-len("0")]...), ms, 10)
	}
	h := &ctx.Response.Header
	h.SetContentTypeBytes(value)
	own := h.ContentType()
	endLines(own, b.ends...)
	if b.uuid {
		b.writeUUIDs(own, v)
	} else {
		v.AppendRequest(own[:b.id])
	}
	echoClientID(ctx)
}

// writeUUIDs writes v as the request id. The trace id is v with its halves swapped.
func (b *Block) writeUUIDs(value []byte, v render.ID) {
	v.AppendUUID(value[:b.id])
	if b.trace > 0 {
		render.ID{v[1], v[0]}.AppendUUID(value[:b.trace])
	}
}

// RequestID returns a copy of the request id that Write has set, or nil.
func RequestID(ctx *fasthttp.RequestCtx) []byte {
	_, lines, _ := bytes.Cut(ctx.Response.Header.ContentType(), []byte("\r\n"))
	first, _, _ := bytes.Cut(lines, []byte("\r\n"))
	_, id, _ := bytes.Cut(first, []byte(": "))
	return bytes.Clone(id)
}

// SetLines sets a header to a value that contains more header lines. ends are the offsets
// of the LineEnds in value.
func SetLines(h *fasthttp.ResponseHeader, key, value []byte, ends ...int) {
	h.SetCanonical(key, value)
	endLines(h.PeekCanonical(key), ends...)
}

// endLines replaces the placeholders at these offsets with line ends.
func endLines(value []byte, ends ...int) {
	for _, at := range ends {
		value[at], value[at+1] = '\r', '\n'
	}
}
