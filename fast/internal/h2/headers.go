package h2

import (
	"encoding/binary"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// tableSize is the size in bytes of HPACK's table for the headers of requests, the default
// of HTTP/2.
const tableSize = 4096

// headerFactor times Config.MaxHeader is the header size up to which Config.Malformed
// answers. A longer header is answered without a body.
const headerFactor = 16

func (c *Config) maxBlock() int { return headerFactor * max(c.MaxHeader, 1) }

// headers begins a header block.
func (l *loop) headers(h http2.FrameHeader) (left bool, err error) {
	if h.StreamID%2 == 0 {
		return false, http2.ConnectionError(http2.ErrCodeProtocol)
	}
	p, err := l.payload(h)
	if err != nil {
		return false, err
	}
	var dependsOn uint32
	if h.Flags.Has(http2.FlagHeadersPriority) {
		if len(p) < 5 {
			return false, http2.ConnectionError(http2.ErrCodeFrameSize)
		}
		dependsOn = binary.BigEndian.Uint32(p) & maxWindow
		p = p[5:]
	}
	l.block = block{id: h.StreamID, ends: h.Flags.Has(http2.FlagHeadersEndStream)}
	if err := l.beginBlock(); err != nil {
		return false, err
	}
	if dependsOn == h.StreamID {
		l.block.malformed = true
	}
	if l.block.stream != nil && h.Flags.Has(http2.FlagHeadersEndHeaders) {
		if l.memo.has(p) {
			return l.remembered(h)
		}
		l.memo.begin(p)
	} else {
		l.memo.forget()
	}
	l.fields.SetEmitEnabled(true)
	return l.fragment(h, p)
}

// remembered takes the fields of a block that has come before.
func (l *loop) remembered(h http2.FrameHeader) (left bool, err error) {
	l.drop(h)
	for _, f := range l.memo.fields {
		l.take(f)
	}
	return l.request()
}

// beginBlock finds out what a header block is for.
func (l *loop) beginBlock() error {
	b := &l.block
	if b.id > l.lastID {
		return l.beginRequest()
	}
	if l.uploads.find(b.id) != nil { // its trailer, which nobody needs
		if !b.ends {
			b.malformed = true
		}
		return nil
	}
	c := l.lock()
	answering := c.output.answering[b.id] != nil
	c.unlock()
	switch {
	case l.aborted.has(b.id):
	case answering:
		b.after = http2.StreamError{StreamID: b.id, Code: http2.ErrCodeStreamClosed}
	default:
		return http2.ConnectionError(http2.ErrCodeStreamClosed)
	}
	return nil
}

// beginRequest begins the request of the block, unless the connection has too many.
func (l *loop) beginRequest() error {
	b := &l.block
	l.lastID = b.id
	c := l.lock()
	c.output.lastID = b.id
	draining, window := c.output.draining, c.output.firstWindow
	c.unlock()
	if draining {
		return nil
	}
	if l.active.Load() >= maxStreams {
		b.after = http2.StreamError{StreamID: b.id, Code: http2.ErrCodeRefusedStream}
		return nil
	}
	l.active.Add(1)
	l.timeouts.idle = time.Time{}
	b.stream = acquireStream(&l.conn, b.id)
	b.stream.window, b.stream.whole = window, b.ends
	return nil
}

// continuation takes the next part of a header block.
func (l *loop) continuation(h http2.FrameHeader) (left bool, err error) {
	p, err := l.payload(h)
	if err != nil {
		return false, err
	}
	return l.fragment(h, p)
}

// fragment decodes a part of a header block.
func (l *loop) fragment(h http2.FrameHeader, p []byte) (left bool, err error) {
	b := &l.block
	b.bytes += len(p)
	_, err = l.fields.Write(p)
	l.drop(h)
	if err != nil {
		return false, l.broken(http2.ErrCodeCompression)
	}
	if !h.Flags.Has(http2.FlagHeadersEndHeaders) {
		if most := l.server.config.maxBlock(); b.bytes > most || b.size > most {
			return false, l.broken(http2.ErrCodeEnhanceYourCalm)
		}
		if l.timeouts.block.IsZero() {
			l.timeouts.block = time.Now()
		}
		if err := l.allowance.spend(); err != nil {
			return false, l.broken(http2.ErrCodeEnhanceYourCalm)
		}
		return false, nil
	}
	l.timeouts.block = time.Time{}
	if l.fields.Close() != nil {
		return false, l.broken(http2.ErrCodeCompression)
	}
	if b.stream != nil {
		return l.request()
	}
	if s := l.uploads.find(b.id); s != nil {
		return l.trailer(s)
	}
	return false, b.after
}

// broken gives up the block's request, and returns the error that ends the connection.
func (l *loop) broken(code http2.ErrCode) error {
	if s := l.block.stream; s != nil {
		l.block.stream = nil
		l.abandon(s)
	}
	return http2.ConnectionError(code)
}

// trailer ends the body of s.
func (l *loop) trailer(s *stream) (left bool, err error) {
	l.uploads.take(s.id)
	if l.block.malformed || l.block.pseudo != 0 || s.length >= 0 && s.length != len(s.body) {
		return false, l.refuse(s)
	}
	s.whole = true
	return l.answer(s, nil), nil
}

// refuse gives up s, whose request is malformed.
func (l *loop) refuse(s *stream) error {
	id := s.id
	l.abandon(s)
	return http2.StreamError{StreamID: id, Code: http2.ErrCodeProtocol}
}

// request is called at the end of a request's header.
func (l *loop) request() (left bool, err error) {
	b := &l.block
	s := b.stream
	b.stream = nil
	limits := &l.server.config
	switch {
	case !b.complete(s):
		return false, l.refuse(s)
	case b.size > limits.maxBlock():
		return false, l.tooLarge(s)
	case b.length > limits.MaxHeader:
		return l.answer(s, ErrHeaderTooLarge), nil
	case b.ends && s.length > 0:
		return false, l.refuse(s)
	case b.ends:
		return l.answer(s, nil), nil
	case s.length > limits.MaxBody:
		return l.answer(s, fasthttp.ErrBodyTooLarge), nil
	}
	if b.expect {
		l.sendContinue(s)
	}
	if err := s.expectBody(); err != nil {
		return l.answer(s, err), nil
	}
	l.uploads.add(s)
	return false, nil
}

// tooLarge answers a request whose header was not kept.
func (l *loop) tooLarge(s *stream) error {
	header := appendIndexedName(nil, nameStatus, strconv.AppendInt(nil, fasthttp.StatusRequestHeaderFieldsTooLarge, 10))
	c := l.lock()
	c.output.frames.add(http2.FrameHeaders, http2.FlagHeadersEndHeaders|http2.FlagHeadersEndStream, s.id, header)
	if !s.whole {
		l.aborted.add(s.id)
		c.output.frames.addReset(s.id, http2.ErrCodeNo)
	}
	c.unlock()
	l.abandon(s)
	return l.allowance.spend()
}

// sendContinue tells the client to send its body.
func (l *loop) sendContinue(s *stream) {
	c := l.lock()
	defer c.unlock()
	c.output.frames.add(http2.FrameHeaders, http2.FlagHeadersEndHeaders, s.id, appendIndexedName(nil, nameStatus, []byte("100")))
}

// emit takes a field that the decoder has found.
func (l *loop) emit(f hpack.HeaderField) {
	l.memo.add(f)
	l.take(f)
}

// take takes a field of the block.
func (l *loop) take(f hpack.HeaderField) {
	b := &l.block
	b.size += int(f.Size())
	b.length += len(f.Name) + len(f.Value) + len(": \r\n")
	if b.size > l.server.config.maxBlock() {
		l.memo.forget()
		l.fields.SetEmitEnabled(false)
		return
	}
	switch {
	case !isValue(f.Value):
		b.malformed = true
	case f.IsPseudo():
		b.addPseudo(f.Name, f.Value)
	case !isName(f.Name):
		b.malformed = true
	default:
		b.regular = true
		if b.length <= l.server.config.MaxHeader {
			b.add(f.Name, f.Value)
		}
	}
}
