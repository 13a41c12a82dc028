package render

import "strconv"

// Batch is how many bytes of events are rendered before they are written.
const Batch = 16 << 10

// ChunkSize is the placeholder for the size line of an HTTP/1.1 chunk, until its size
// is known. It fits most events, whose size has three hexadecimal digits.
const ChunkSize = "000\r\n"

// EndChunk ends the chunk that begins with ChunkSize at dst[at].
func EndChunk(dst []byte, at int) []byte {
	if size := len(dst) - at - len(ChunkSize); fitsPlaceholder(size) {
		AppendChunkSize(dst[:at], size)
	} else {
		dst = setChunkSize(dst, at, size)
	}
	return append(dst, "\r\n"...)
}

// fitsPlaceholder reports whether the line of size is as long as ChunkSize.
func fitsPlaceholder(size int) bool { return 0x100 <= size && size <= 0xfff }

// AppendChunkSize appends the size line of a chunk.
func AppendChunkSize(dst []byte, size int) []byte {
	switch {
	case fitsPlaceholder(size):
		return append(dst, lowerHex[size>>8], lowerHex[size>>4&15], lowerHex[size&15], '\r', '\n')
	case 0x10 <= size && size <= 0xff:
		return append(dst, lowerHex[size>>4], lowerHex[size&15], '\r', '\n')
	}
	return append(strconv.AppendInt(dst, int64(size), 16), "\r\n"...)
}

// setChunkSize replaces ChunkSize at dst[at] by the line of size, and moves the event
// if the line is longer or shorter.
func setChunkSize(dst []byte, at, size int) []byte {
	var room [18]byte
	line := AppendChunkSize(room[:0], size)
	event := dst[at+len(ChunkSize):]
	if missing := len(line) - len(ChunkSize); missing != 0 {
		dst = append(dst, room[:max(missing, 0)]...)[:len(dst)+missing]
		copy(dst[at+len(line):], event)
	}
	copy(dst[at:], line)
	return dst
}
