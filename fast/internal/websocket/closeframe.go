package websocket

import (
	"encoding/binary"
	"math"
)

// frames follows the frames of a client to find a fault that the library accepts: a close
// frame with half a code (RFC 6455, section 5.5.1).
type frames struct {
	header   [2 + 8]byte // of the current frame: its first bytes and its length
	n        int         // bytes of header so far
	left     uint64      // bytes of the current frame after its header
	closed   bool        // a close frame has come: what follows counts for nothing
	halfCode bool        // its payload is one byte
}

// Bits of a frame's first two bytes, and lengths that stand for longer ones.
const (
	opcodeBits = 0x0f
	maskBit    = 0x80
	maskSize   = 4
	closeCode  = opClose & opcodeBits
	length16   = 126
	length64   = 127
)

// pass takes what has been read.
func (f *frames) pass(p []byte) {
	for len(p) > 0 && !f.closed {
		if f.left > 0 {
			n := min(f.left, uint64(len(p)))
			f.left -= n
			p = p[n:]
			continue
		}
		f.header[f.n] = p[0]
		f.n++
		p = p[1:]
		if f.n >= 2 && f.n == 2+f.lengthSize() {
			f.begin()
		}
	}
}

// lengthSize returns the number of bytes that the length takes after the first two.
func (f *frames) lengthSize() int {
	switch f.header[1] &^ maskBit {
	case length16:
		return 2
	case length64:
		return 8
	}
	return 0
}

// begin begins the frame whose header is complete.
func (f *frames) begin() {
	length := uint64(f.header[1] &^ maskBit)
	switch f.n {
	case 2 + 2:
		length = uint64(binary.BigEndian.Uint16(f.header[2:]))
	case 2 + 8:
		length = binary.BigEndian.Uint64(f.header[2:])
	}
	if f.closed = f.header[0]&opcodeBits == closeCode; f.closed {
		f.halfCode = length == 1
	}
	if f.left = length; f.header[1]&maskBit != 0 && f.left <= math.MaxUint64-maskSize {
		f.left += maskSize
	}
	f.n = 0
}
