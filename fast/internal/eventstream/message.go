// Package eventstream encodes the messages of application/vnd.amazon.eventstream, the
// binary format of AWS's streams. A message has a prelude of twelve bytes (its length, the
// length of its headers, and the CRC-32 of these), its headers, a payload, and the CRC-32 of
// everything before. Numbers are big-endian.
package eventstream

import (
	"encoding/binary"
	"hash/crc32"
)

// ContentType is the media type of a stream of messages.
const ContentType = "application/vnd.amazon.eventstream"

// checksumSize is the size of the checksum at the end of a message.
const checksumSize = 4

const (
	preludeSize = 12
	typeString  = 7 // of a header's value
)

// Headers are the start of a message: a prelude without the length and the checksum, and
// the headers.
type Headers []byte

// NewHeaders returns headers with these names and values in turn. All values are strings.
func NewHeaders(pairs ...string) Headers {
	h := make(Headers, preludeSize)
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		h = append(append(h, byte(len(name))), name...)
		h = binary.BigEndian.AppendUint16(append(h, typeString), uint16(len(value)))
		h = append(h, value...)
	}
	binary.BigEndian.PutUint32(h[4:], uint32(len(h)-preludeSize))
	return h
}

// End completes the message that begins with Headers at dst[at]. Its payload is what was
// appended to them.
func End(dst []byte, at int) []byte {
	m := dst[at:]
	prelude := setPrelude(m, len(m)+checksumSize)
	return binary.BigEndian.AppendUint32(dst, crc32.Update(prelude, crc32.IEEETable, m[8:]))
}

// setPrelude completes the prelude of a message of that length, and returns its checksum.
func setPrelude(m []byte, length int) uint32 {
	binary.BigEndian.PutUint32(m, uint32(length))
	prelude := crc32.ChecksumIEEE(m[:8])
	binary.BigEndian.PutUint32(m[8:], prelude)
	return prelude
}

// Split returns the Headers of a complete message, and its payload.
func Split(message []byte) (h Headers, payload []byte) {
	end := preludeSize + binary.BigEndian.Uint32(message[4:])
	return Headers(message[:end:end]), message[end : len(message)-checksumSize]
}
