package h2

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"

	"golang.org/x/net/http2"
)

const frameHeader = 9 // bytes before each payload

// writeHeader collects the header of s's answer. The caller holds the connection's mu.
func (s *stream) writeHeader(length int, ends bool) error {
	c := s.conn
	if err := s.awaitRoom(); err != nil {
		return err
	}
	b := c.output.collect()
	c.output.open = nil
	start := len(b.b)
	b.b = s.appendHeader(append(b.b, make([]byte, frameHeader)...), length)
	flags := http2.FlagHeadersEndHeaders
	if ends {
		flags |= http2.FlagHeadersEndStream
	}
	if len(b.b)-start-frameHeader > maxFrame {
		b.b = split(b.b, start, flags, s.id)
		return nil
	}
	putHeader(b.b[start:], http2.FrameHeaders, flags, s.id)
	return nil
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

// putHeader completes frame, which begins with room for its header.
func putHeader(frame []byte, kind http2.FrameType, flags http2.Flags, id uint32) {
	putLength(frame)
	frame[3], frame[4] = byte(kind), byte(flags)
	binary.BigEndian.PutUint32(frame[5:], id)
}

func putLength(frame []byte) {
	n := len(frame) - frameHeader
	frame[0], frame[1], frame[2] = byte(n>>16), byte(n>>8), byte(n)
}

// write collects p, the next part of s's body, within the windows of the client. Parts
// that follow each other share a frame. The caller holds the connection's mu, which write
// unlocks while it waits.
func (s *stream) write(p []byte, ends bool) error {
	c := s.conn
	for {
		if err := s.awaitRoom(); err != nil {
			return err
		}
		n := max(0, min(len(p), s.window, c.window)) // the client may have made a window negative
		if n > 0 || len(p) == 0 {
			n = s.appendData(p[:n], ends && n == len(p))
			p = p[n:]
			s.stuck = time.Time{}
			if len(p) == 0 {
				return nil
			}
		} else if err := s.await(); err != nil {
			return err
		}
	}
}

// awaitRoom waits until more may be collected. It returns an error once the client has
// left.
func (s *stream) awaitRoom() error {
	c := s.conn
	for {
		switch {
		case c.err != nil:
			return c.err
		case s.gone:
			return errReset
		case c.output.size() < maxBatch:
			return nil
		}
		if c.flushLocked(); c.output.size() < maxBatch {
			continue
		}
		if err := s.await(); err != nil {
			return err
		}
	}
}

// appendData appends as much of p as a frame takes, and returns how much it was. The end
// of the stream goes with the last of p.
func (s *stream) appendData(p []byte, ends bool) int {
	o := &s.conn.output
	b := o.collect()
	if o.open != s || len(b.b)-o.frame-frameHeader >= maxFrame {
		if len(p) == 0 && !ends {
			return 0
		}
		o.open, o.frame = s, len(b.b)
		b.b = append(b.b, make([]byte, frameHeader)...)
		putHeader(b.b[o.frame:], http2.FrameData, 0, s.id)
	}
	n := min(len(p), maxFrame-(len(b.b)-o.frame-frameHeader))
	b.b = append(b.b, p[:n]...)
	putLength(b.b[o.frame:])
	if ends && n == len(p) {
		b.b[o.frame+4] |= byte(http2.FlagDataEndStream)
		o.open = nil
	}
	s.window -= n
	s.conn.window -= n
	return n
}
