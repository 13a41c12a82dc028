// Package header renders the headers of answers as one block, and finds what a
// request says outside of its body: its key, its session, its path.
package header

import (
	"bytes"
	"slices"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/render"
)

// Block is the headers of an answer in one: the value of Content-Type, and
// behind it whole lines that do not change, but for the id of the request, whose digits
// are filled in for each. fasthttp replaces the line ends in a value by spaces,
// so they stand here as two spaces each and are put back in place. One header
// instead of seven saves 150 ns of a request's 600, and a little more where it is one
// that fasthttp has a field for, and not one of its list.
type Block struct {
	value []byte
	ends  []int // where the line ends belong
	id    int   // where the digits belong
	trace int   // where those of the other id belong; 0 if there is none
	uuid  bool  // ids have the form of a UUID
	timed bool  // the last line is the time that the model took
}

// LineEnd is what stands for the end of a line in a value.
const LineEnd = "  "

// RequestIDPrefix is what OpenAI's request ids begin with.
const RequestIDPrefix = "req_"

const requestIDDigits = "00000000000000000000000000000000"

// Style is which headers the answers of a provider have beside their content type.
type Style struct {
	RequestID  string   // the line with the id of the request, up to its digits
	TraceID    string   // another line with an id of the request, up to its digits; empty for none
	UUID       bool     // ids have the form of a UUID
	Lines      []string // that never change
	Processing string   // the header for the milliseconds that the model took; empty for none
}

// NewBlock renders a block with lines.
func NewBlock(s *Style, contentType string, lines ...string) *Block {
	b := &Block{value: []byte(contentType), uuid: s.UUID, timed: s.Processing != ""}
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

// Write sets the headers of an answer with the id v that took the model so long.
func (b *Block) Write(ctx *fasthttp.RequestCtx, v render.ID, processing time.Duration) {
	value := b.value
	if ms := processing.Milliseconds(); ms > 0 && b.timed {
		value = strconv.AppendInt(bytes.Clone(value[:len(value)-len("0")]), ms, 10)
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

// writeUUIDs fills in the digits of v, and of what v is as the other id.
func (b *Block) writeUUIDs(value []byte, v render.ID) {
	v.AppendUUID(value[:b.id])
	if b.trace > 0 {
		render.ID{v[1], v[0]}.AppendUUID(value[:b.trace])
	}
}

// RequestID is what Write has set, nil if it has not.
func RequestID(ctx *fasthttp.RequestCtx) []byte {
	_, lines, _ := bytes.Cut(ctx.Response.Header.ContentType(), []byte("\r\n"))
	first, _, _ := bytes.Cut(lines, []byte("\r\n"))
	_, id, _ := bytes.Cut(first, []byte(": "))
	return bytes.Clone(id)
}

// SetLines sets a header to a value with more headers in it, behind the line
// ends at ends.
func SetLines(ctx *fasthttp.RequestCtx, key, value []byte, ends ...int) {
	ctx.Response.Header.SetCanonical(key, value)
	endLines(ctx.Response.Header.PeekCanonical(key), ends...)
}

// endLines puts the line ends in their places.
func endLines(value []byte, ends ...int) {
	for _, at := range ends {
		value[at], value[at+1] = '\r', '\n'
	}
}
