package h2

import (
	"encoding/binary"
	"sync"

	"golang.org/x/net/http2"
)

const (
	frameHeader = 9 // bytes before each payload

	// maxPooled is the capacity in bytes above which a buffer is left to the garbage
	// collector.
	maxPooled = 2 * maxBatch
)

// collected are frames that wait to be written together.
type collected struct {
	batch *batch  // nil if nothing is collected
	open  *stream // the last frame is data of this stream and may grow; nil if it may not
	frame int     // offset of that frame
}

// batch is a pooled buffer.
type batch struct{ b []byte }

var batches = sync.Pool{New: func() any { return new(batch) }}

func (b *batch) release() {
	if b.b = b.b[:0]; cap(b.b) <= maxPooled {
		batches.Put(b)
	}
}

// buffer returns the batch to append to.
func (c *collected) buffer() *batch {
	if c.batch == nil {
		c.batch = batches.Get().(*batch)
	}
	return c.batch
}

// size returns how many bytes are collected.
func (c *collected) size() int {
	if c.batch == nil {
		return 0
	}
	return len(c.batch.b)
}

// take returns what is collected, and begins anew.
func (c *collected) take() *batch {
	b := c.batch
	c.batch, c.open = nil, nil
	return b
}

// add adds a frame with that payload.
func (c *collected) add(kind http2.FrameType, flags http2.Flags, id uint32, payload []byte) {
	b := c.buffer()
	start := len(b.b)
	b.b = append(append(b.b, make([]byte, frameHeader)...), payload...)
	putHeader(b.b[start:], kind, flags, id)
	c.open = nil
}

// addNumbers adds a frame whose payload is those numbers, two at most.
func (c *collected) addNumbers(kind http2.FrameType, id uint32, numbers ...uint32) {
	var payload [8]byte
	for i, n := range numbers {
		binary.BigEndian.PutUint32(payload[4*i:], n)
	}
	c.add(kind, 0, id, payload[:4*len(numbers)])
}

// addReset adds the end of a stream.
func (c *collected) addReset(id uint32, code http2.ErrCode) {
	c.addNumbers(http2.FrameRSTStream, id, uint32(code))
}

// addData adds as much of p, which is of s's body, as a frame takes, and returns how much it
// was. Parts that follow each other share a frame. The end of the stream goes with the last
// of p.
func (c *collected) addData(s *stream, p []byte, ends bool) int {
	b := c.buffer()
	if c.open != s || len(b.b)-c.frame-frameHeader >= maxFrame {
		if len(p) == 0 && !ends {
			return 0
		}
		c.open, c.frame = s, len(b.b)
		b.b = append(b.b, make([]byte, frameHeader)...)
		putHeader(b.b[c.frame:], http2.FrameData, 0, s.id)
	}
	n := min(len(p), maxFrame-(len(b.b)-c.frame-frameHeader))
	b.b = append(b.b, p[:n]...)
	putLength(b.b[c.frame:])
	if ends && n == len(p) {
		b.b[c.frame+4] |= byte(http2.FlagDataEndStream)
		c.open = nil
	}
	return n
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
