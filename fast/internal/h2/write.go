package h2

import (
	"bytes"
	"slices"
	"time"

	"golang.org/x/net/http2"
)

// writeHeader collects the header of s's answer.
func (c *locked) writeHeader(s *stream, length int, ends bool) error {
	if err := c.awaitRoom(s); err != nil {
		return err
	}
	c.addHeader(s, length, ends)
	return nil
}

// addHeader is writeHeader for a header that there is room for. One that is rendered already
// has no Content-Length.
func (c *locked) addHeader(s *stream, length int, ends bool) {
	o := &c.output
	b := o.frames.buffer()
	o.frames.open = nil
	start := len(b.b)
	b.b = append(b.b, make([]byte, frameHeader)...)
	if o.shrink {
		b.b, o.shrink = append(b.b, emptyTable), false
	}
	if len(s.header) > 0 {
		b.b = append(b.b, s.header...)
	} else {
		b.b = s.appendHeader(b.b, length)
	}
	flags := http2.FlagHeadersEndHeaders
	if ends {
		flags |= http2.FlagHeadersEndStream
	}
	if len(b.b)-start-frameHeader > maxFrame {
		b.b = split(b.b, start, flags, s.id)
		return
	}
	putHeader(b.b[start:], http2.FrameHeaders, flags, s.id)
}

// writeHeld is writeHeader for the header of a streamed answer that has waited for the body.
func (c *locked) writeHeld(s *stream) error {
	if !s.held {
		return nil
	}
	s.held = false
	return c.writeHeader(s, -1, false)
}

// split makes frames of the header block at the end of b.
func split(b []byte, start int, flags http2.Flags, id uint32) []byte {
	block := bytes.Clone(b[start+frameHeader:])
	b = b[:start]
	kind, flags := http2.FrameHeaders, flags&^http2.FlagHeadersEndHeaders
	for part := range slices.Chunk(block, maxFrame) {
		start = len(b)
		b = append(append(b, make([]byte, frameHeader)...), part...)
		putHeader(b[start:], kind, flags, id)
		kind, flags = http2.FrameContinuation, 0
	}
	b[start+4] |= byte(http2.FlagHeadersEndHeaders)
	return b
}

// write collects p, the next part of s's body, within the windows of the client. It
// unlocks c while it waits.
func (c *locked) write(s *stream, p []byte, ends bool) error {
	for {
		if err := c.awaitRoom(s); err != nil {
			return err
		}
		n := max(0, min(len(p), s.window, c.output.window)) // the client may have made a window negative
		if n > 0 || len(p) == 0 {
			n = c.addData(s, p[:n], ends && n == len(p))
			p = p[n:]
			s.stuck = time.Time{}
			if len(p) == 0 {
				return nil
			}
		} else if err := c.await(s); err != nil {
			return err
		}
	}
}

// awaitRoom waits until more may be collected of s. It returns an error once the client
// has left.
func (c *locked) awaitRoom(s *stream) error {
	frames := &c.output.frames
	for {
		if err := c.left(s); err != nil || frames.size() < maxBatch {
			return err
		}
		if c.flush(); frames.size() < maxBatch {
			continue
		}
		if err := c.await(s); err != nil {
			return err
		}
	}
}

// left returns an error once the client takes no more of s.
func (c *locked) left(s *stream) error {
	if s.gone && c.output.err == nil {
		return errReset
	}
	return c.output.err
}

// addData collects as much of p as a frame takes, and returns how much it was. The windows
// must have room for it.
func (c *locked) addData(s *stream, p []byte, ends bool) int {
	n := c.output.frames.addData(s, p, ends)
	s.window -= n
	c.output.window -= n
	return n
}
