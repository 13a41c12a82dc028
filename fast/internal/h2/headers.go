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

// block is the header block that is being read.
type block struct {
	id     uint32
	stream *stream // the request; nil if what is read is dropped
	after  error   // what to return at the end if it is dropped
	ends   bool    // the stream
	bytes  int     // so far
	size   int     // of its fields, as HTTP/2 counts them (RFC 9113, section 6.5.2)
	length int     // of its fields, as in HTTP/1.1

	pseudo    pseudo // those that have come
	regular   bool   // a field that is not a pseudo-header has come
	malformed bool
	expect    bool // the client waits for 100 Continue
}

// pseudo is a set of pseudo-header fields.
type pseudo uint8

const (
	pseudoMethod pseudo = 1 << iota
	pseudoScheme
	pseudoPath
	pseudoAuthority
)

// headers begins a header block.
func (c *conn) headers(h http2.FrameHeader) (left bool, err error) {
	if h.StreamID%2 == 0 {
		return false, http2.ConnectionError(http2.ErrCodeProtocol)
	}
	p, err := c.payload(h)
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
	c.block = block{id: h.StreamID, ends: h.Flags.Has(http2.FlagHeadersEndStream)}
	if err := c.beginBlock(); err != nil {
		return false, err
	}
	if dependsOn == h.StreamID {
		c.block.malformed = true
	}
	if c.block.stream != nil && h.Flags.Has(http2.FlagHeadersEndHeaders) {
		if c.memo.has(p) {
			return c.remembered(h)
		}
		c.memo.begin(p)
	} else {
		c.memo.forget()
	}
	c.fields.SetEmitEnabled(true)
	return c.fragment(h, p)
}

// remembered takes the fields of a block that has come before.
func (c *conn) remembered(h http2.FrameHeader) (left bool, err error) {
	c.drop(h)
	for _, f := range c.memo.fields {
		c.take(f)
	}
	return c.request()
}

// beginBlock finds out what a header block is for.
func (c *conn) beginBlock() error {
	b := &c.block
	if b.id > c.lastID.Load() {
		return c.beginRequest()
	}
	if c.uploads.find(b.id) != nil { // its trailer, which nobody needs
		if !b.ends {
			b.malformed = true
		}
		return nil
	}
	c.mu.Lock()
	answering := c.answering[b.id] != nil
	c.mu.Unlock()
	switch {
	case c.aborted.has(b.id):
	case answering:
		b.after = http2.StreamError{StreamID: b.id, Code: http2.ErrCodeStreamClosed}
	default:
		return http2.ConnectionError(http2.ErrCodeStreamClosed)
	}
	return nil
}

// beginRequest begins the request of the block, unless the connection has too many.
func (c *conn) beginRequest() error {
	b := &c.block
	c.mu.Lock()
	c.lastID.Store(b.id)
	draining, window := c.draining, c.firstWindow
	c.mu.Unlock()
	if draining {
		return nil
	}
	if c.active.Load() >= maxStreams {
		b.after = http2.StreamError{StreamID: b.id, Code: http2.ErrCodeRefusedStream}
		return nil
	}
	c.active.Add(1)
	c.timeouts.idle = time.Time{}
	b.stream = acquireStream(c, b.id)
	b.stream.window, b.stream.whole = window, b.ends
	return nil
}

// continuation goes on with a header block.
func (c *conn) continuation(h http2.FrameHeader) (left bool, err error) {
	p, err := c.payload(h)
	if err != nil {
		return false, err
	}
	return c.fragment(h, p)
}

// fragment decodes a part of a header block.
func (c *conn) fragment(h http2.FrameHeader, p []byte) (left bool, err error) {
	b := &c.block
	b.bytes += len(p)
	_, err = c.fields.Write(p)
	c.drop(h)
	if err != nil {
		return false, c.broken(http2.ErrCodeCompression)
	}
	if !h.Flags.Has(http2.FlagHeadersEndHeaders) {
		if most := c.server.config.maxBlock(); b.bytes > most || b.size > most {
			return false, c.broken(http2.ErrCodeEnhanceYourCalm)
		}
		if c.timeouts.block.IsZero() {
			c.timeouts.block = time.Now()
		}
		if err := c.allowance.spend(); err != nil {
			return false, c.broken(http2.ErrCodeEnhanceYourCalm)
		}
		return false, nil
	}
	c.timeouts.block = time.Time{}
	if c.fields.Close() != nil {
		return false, c.broken(http2.ErrCodeCompression)
	}
	if b.stream != nil {
		return c.request()
	}
	if s := c.uploads.find(b.id); s != nil {
		return c.trailer(s)
	}
	return false, b.after
}

// broken gives up the block's request, and returns the error that ends the connection.
func (c *conn) broken(code http2.ErrCode) error {
	if s := c.block.stream; s != nil {
		c.block.stream = nil
		c.abandon(s)
	}
	return http2.ConnectionError(code)
}

// trailer ends the body of s.
func (c *conn) trailer(s *stream) (left bool, err error) {
	c.uploads.take(s.id)
	if c.block.malformed || c.block.pseudo != 0 || s.length >= 0 && s.length != len(s.body) {
		return false, c.refuse(s)
	}
	s.whole = true
	return c.answer(s, nil), nil
}

// refuse gives up s, whose request is malformed.
func (c *conn) refuse(s *stream) error {
	id := s.id
	c.abandon(s)
	return http2.StreamError{StreamID: id, Code: http2.ErrCodeProtocol}
}

// request is called at the end of a request's header.
func (c *conn) request() (left bool, err error) {
	b := &c.block
	s := b.stream
	b.stream = nil
	limits := &c.server.config
	switch {
	case !b.complete(s):
		return false, c.refuse(s)
	case b.size > limits.maxBlock():
		return false, c.tooLarge(s)
	case b.length > limits.MaxHeader:
		return c.answer(s, ErrHeaderTooLarge), nil
	case b.ends && s.length > 0:
		return false, c.refuse(s)
	case b.ends:
		return c.answer(s, nil), nil
	case s.length > limits.MaxBody:
		return c.answer(s, fasthttp.ErrBodyTooLarge), nil
	}
	if b.expect {
		c.sendContinue(s)
	}
	if err := s.expectBody(); err != nil {
		return c.answer(s, err), nil
	}
	c.uploads.add(s)
	return false, nil
}

// complete reports whether the request is well-formed (RFC 9113, section 8.3.1).
func (b *block) complete(s *stream) bool {
	if b.malformed {
		return false
	}
	if s.ctx.IsConnect() {
		if b.pseudo != pseudoMethod|pseudoAuthority {
			return false
		}
		s.ctx.Request.Header.SetRequestURIBytes(s.ctx.Request.Header.Host())
		return true
	}
	const needed = pseudoMethod | pseudoScheme | pseudoPath
	return b.pseudo&needed == needed
}

// tooLarge answers a request whose header was not kept.
func (c *conn) tooLarge(s *stream) error {
	c.control(func() {
		frame := appendIndexedName(nil, nameStatus, strconv.AppendInt(nil, fasthttp.StatusRequestHeaderFieldsTooLarge, 10))
		c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: frame, EndStream: true, EndHeaders: true})
		if !s.whole {
			c.aborted.add(s.id)
			c.framer.WriteRSTStream(s.id, http2.ErrCodeNo)
		}
	})
	c.abandon(s)
	return c.allowance.spend()
}

// sendContinue tells the client to send its body.
func (c *conn) sendContinue(s *stream) {
	c.control(func() {
		frame := appendIndexedName(nil, nameStatus, []byte("100"))
		c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: frame, EndHeaders: true})
	})
}

// emit takes a field that the decoder has found.
func (c *conn) emit(f hpack.HeaderField) {
	c.memo.add(f)
	c.take(f)
}

// take takes a field of the block.
func (c *conn) take(f hpack.HeaderField) {
	b := &c.block
	b.size += int(f.Size())
	b.length += len(f.Name) + len(f.Value) + len(": \r\n")
	if b.size > c.server.config.maxBlock() {
		c.memo.forget()
		c.fields.SetEmitEnabled(false)
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
		if b.length <= c.server.config.MaxHeader {
			b.add(f.Name, f.Value)
		}
	}
}
