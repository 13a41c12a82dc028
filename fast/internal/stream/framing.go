package stream

import (
	"bytes"
	"compress/gzip"
	"strconv"
	"strings"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/quirk"
)

// Framing frames the events of any stream with quirks. Only the byte order mark and the
// compression apply to streams that are not server-sent events.
type Framing struct {
	quirks quirk.Set
	next   func(dst []byte) (_ []byte, more bool)
	ended  func() bool // the last event has been rendered

	lines   bool   // quirks change lines
	ends    string // of lines, without quirks
	events  int
	event   []byte // rendered by next
	framed  []byte
	gzipped appended
	zip     *gzip.Writer // nil unless the stream is compressed
	done    bool
}

// framings are the quirks that Framing knows.
const framings = 1<<quirk.BOM | 1<<quirk.Gzip

// Framed returns the quirks of s that a Framing carries out.
func Framed(s quirk.Set) quirk.Set { return s.At(quirk.Streams) | s&framings }

// NewFraming returns a Framing of what next appends.
func NewFraming(quirks quirk.Set, next func([]byte) ([]byte, bool), ended func() bool) *Framing {
	f := &Framing{quirks: quirks, next: next, ended: ended, ends: "\n", lines: quirks.At(quirk.Streams) != 0}
	if quirks.Has(quirk.Gzip) {
		f.zip = gzip.NewWriter(&f.gzipped)
	}
	return f
}

// AppendChunks appends one event as an HTTP/1.1 chunk.
func (f *Framing) AppendChunks(dst []byte) ([]byte, bool) {
	at := len(dst)
	dst, more := f.Next(append(dst, render.ChunkSize...))
	if !more {
		return dst[:at], false
	}
	return render.EndChunk(dst, at), true
}

// Next appends the next event, with what the quirks put around it. After the last event of a
// compressed stream it appends the trailer.
func (f *Framing) Next(dst []byte) (_ []byte, more bool) {
	if f.done {
		return dst, false
	}
	if f.event, more = f.next(f.event[:0]); !more {
		f.done = true
		if f.zip == nil {
			return dst, false
		}
		f.zip.Close() // cannot fail
		return f.gzipped.moveTo(dst), true
	}
	if f.zip == nil {
		return f.frame(dst), true
	}
	f.framed = f.frame(f.framed[:0])
	f.zip.Write(f.framed) // cannot fail
	f.zip.Flush()
	return f.gzipped.moveTo(dst), true
}

// appended is a writer into memory.
type appended []byte

func (a *appended) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}

func (a *appended) moveTo(dst []byte) []byte {
	dst = append(dst, *a...)
	*a = (*a)[:0]
	return dst
}

const byteOrderMark = "\ufeff"

// frame appends the rendered event, or several.
func (f *Framing) frame(dst []byte) []byte {
	if f.events == 0 && f.quirks.Has(quirk.BOM) {
		dst = append(dst, byteOrderMark...)
	}
	if !f.lines {
		f.events++
		return append(dst, f.event...)
	}
	if bytes.HasSuffix(f.event, []byte("\r\n\r\n")) {
		f.ends = "\r\n"
	}
	for rest := f.event; len(rest) > 0; {
		event, after, _ := bytes.Cut(rest, []byte(f.ends+f.ends))
		dst = f.appendEvent(dst, event)
		rest = after
	}
	if f.quirks.Has(quirk.NoFinalBlankLine) && f.ended() {
		dst = dst[:len(dst)-len(f.lineEnd())]
	}
	return dst
}

// appendEvent appends an event, which comes without its blank line.
func (f *Framing) appendEvent(dst, event []byte) []byte {
	f.events++
	number := strconv.Itoa(f.events)
	if f.quirks.Has(quirk.Comments) {
		dst = f.appendBlank(f.appendLine(dst, ": keep-alive"))
	}
	if f.quirks.Has(quirk.DataKeepalive) {
		dst = f.appendBlank(f.appendLine(dst, "data: : keepalive"))
	}
	if f.quirks.Has(quirk.ControlEvents) {
		dst = f.appendBlank(f.appendLine(f.appendLine(dst, "retry: 3000"), "id: "+number))
	}
	if f.quirks.Has(quirk.IDLines) {
		dst = f.appendLine(dst, "id: "+number)
	}
	if f.quirks.Has(quirk.RetryLines) {
		dst = f.appendLine(dst, "retry: 3000")
	}
	if f.quirks.Has(quirk.TypedError) && bytes.HasPrefix(event, []byte(`data: {"error":`)) {
		dst = f.appendLine(dst, "event: error")
	}
	for line := range bytes.SplitSeq(event, []byte(f.ends)) {
		object, isObject := bytes.CutPrefix(line, []byte("data: {"))
		if f.quirks.Has(quirk.MultiData) && isObject && bytes.HasSuffix(object, []byte("}")) {
			dst = f.appendLine(dst, "data: {")
			dst = f.appendLine(dst, "data: "+string(object[:len(object)-1]))
			dst = f.appendLine(dst, "data: }")
		} else {
			dst = f.appendLine(dst, string(line))
		}
	}
	return f.appendBlank(dst)
}

// appendLine appends a line, which begins with the name of a field or with a colon.
func (f *Framing) appendLine(dst []byte, line string) []byte {
	if at := strings.IndexByte(line, ':'); at > 0 && f.quirks.Has(quirk.NoSpace) && len(line) > at+1 && line[at+1] == ' ' {
		dst = append(append(dst, line[:at+1]...), line[at+2:]...)
	} else {
		dst = append(dst, line...)
	}
	return append(dst, f.lineEnd()...)
}

func (f *Framing) appendBlank(dst []byte) []byte { return append(dst, f.lineEnd()...) }

func (f *Framing) lineEnd() string {
	switch {
	case f.quirks.Has(quirk.CRLF):
		return "\r\n"
	case f.quirks.Has(quirk.CR):
		return "\r"
	}
	return f.ends
}
