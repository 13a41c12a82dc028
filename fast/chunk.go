package fast

import "strconv"

// sizeRoom is what most chunks take for their size: that of an event is three
// hexadecimal digits.
const sizeRoom = "000\r\n"

// appendChunk appends the next event as a chunk of HTTP/1.1's chunked encoding;
// false says that there is none. It is how fasthttp writes an event, at a
// third of the cost.
func (c *call) appendChunk(dst []byte) ([]byte, bool) {
	at := len(dst)
	dst, more := c.next(append(dst, sizeRoom...))
	if !more {
		return dst[:at], false
	}
	switch size := len(dst) - at - len(sizeRoom); {
	case size < 0x100, size > 0xfff:
		dst = resize(dst, at, size)
	default:
		dst[at], dst[at+1], dst[at+2] = hexDigits[size>>8], hexDigits[size>>4&15], hexDigits[size&15]
	}
	return append(dst, "\r\n"...), true
}

// resize makes another room of the sizeRoom at dst[at], the one that size takes.
func resize(dst []byte, at, size int) []byte {
	var room [18]byte
	line := append(strconv.AppendInt(room[:0], int64(size), 16), "\r\n"...)
	event := dst[at+len(sizeRoom):]
	if missing := len(line) - len(sizeRoom); missing != 0 {
		dst = append(dst, room[:max(missing, 0)]...)[:len(dst)+missing]
		copy(dst[at+len(line):], event)
	}
	copy(dst[at:], line)
	return dst
}
