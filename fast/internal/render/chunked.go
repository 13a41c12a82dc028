package render

import "strconv"

// Batch is how many bytes of events are rendered before they are written.
const Batch = 16 << 10

// ChunkSize is what a chunk of HTTP/1.1's chunked encoding begins with until its size is
// known. Most need no more room: the size of an event is three hexadecimal digits.
const ChunkSize = "000\r\n"

// EndChunk ends the chunk that begins, with ChunkSize, at dst[at].
func EndChunk(dst []byte, at int) []byte {
	if size := len(dst) - at - len(ChunkSize); usual(size) {
		AppendChunkSize(dst[:at], size)
	} else {
		dst = resize(dst, at, size)
	}
	return append(dst, "\r\n"...)
}

// usual reports whether size takes the room of ChunkSize and no more.
func usual(size int) bool { return 0x100 <= size && size <= 0xfff }

// AppendChunkSize appends the line that a chunk of that size begins with.
func AppendChunkSize(dst []byte, size int) []byte {
	if !usual(size) {
		return append(strconv.AppendInt(dst, int64(size), 16), "\r\n"...)
	}
	return append(dst, HexDigits[size>>8], HexDigits[size>>4&15], HexDigits[size&15], '\r', '\n')
}

// resize makes the room of ChunkSize at dst[at] the one that size takes.
func resize(dst []byte, at, size int) []byte {
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
