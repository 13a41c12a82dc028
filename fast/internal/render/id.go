package render

import (
	"encoding/binary"
	"math/rand/v2"
)

// ID identifies one request by 128 random bits. It is rendered as the id of the
// answer and as x-request-id.
type ID [2]uint64

// NewID returns a random id.
func NewID() ID { return ID{rand.Uint64(), rand.Uint64()} }

// lowerHex are the digits of hexadecimal numbers.
const lowerHex = "0123456789abcdef"

// Ids are rendered eight digits at a time, each in one byte of a word: every answer has two
// ids, and digit by digit they take four times as long (BenchmarkID).

// each has the value 1 in every byte of a word.
const each = 0x0101010101010101

// hexDigits renders the lowest 32 bits of v as eight hexadecimal digits, the lowest first.
func hexDigits(v uint64) uint64 {
	v = v&0x0000ffff | v&0xffff0000<<16
	v = (v | v<<8) & 0x00ff00ff00ff00ff
	v = (v | v<<4) & 0x0f0f0f0f0f0f0f0f
	return v + each*'0' + atLeast(v, 10)*('a'-'9'-1)
}

// letterDigits renders the lowest 40 bits of v as eight letters and digits, the lowest
// five bits first. There is no l and no o.
func letterDigits(v uint64) uint64 {
	v = v&0x00000fffff | v&0xfffff00000<<12
	v = v&0x000003ff000003ff | v&0x000ffc00000ffc00<<6
	v = v&0x001f001f001f001f | v&0x03e003e003e003e0<<3
	return v + each*'0' + atLeast(v, 10)*('a'-'9'-1) + atLeast(v, 21) + atLeast(v, 23)
}

// atLeast returns 1 in every byte in which v, of bytes below 128, has at least n.
func atLeast(v, n uint64) uint64 { return (v + each*(128-n)) >> 7 & each }

// AppendAnswer appends id as 24 letters and digits, twelve of each half.
func (v ID) AppendAnswer(dst []byte) []byte {
	dst = append(dst, "000000000000000000000000"...)
	out := (*[24]byte)(dst[len(dst)-24:])
	binary.LittleEndian.PutUint64(out[0:], letterDigits(v[0]))
	binary.LittleEndian.PutUint64(out[12:], letterDigits(v[1]))
	rest := letterDigits(v[0]>>40&0xfffff | v[1]>>40<<20)
	binary.LittleEndian.PutUint32(out[8:], uint32(rest))
	binary.LittleEndian.PutUint32(out[20:], uint32(rest>>32))
	return dst
}

// AppendUUID appends id as a random UUID (RFC 9562, version 4).
func (v ID) AppendUUID(dst []byte) []byte {
	dst = append(dst, "00000000-0000-4000-8000-000000000000"...)
	out := (*[36]byte)(dst[len(dst)-36:])
	second, third := hexDigits(v[0]>>32), hexDigits(v[1])
	binary.LittleEndian.PutUint64(out[0:], hexDigits(v[0]))
	binary.LittleEndian.PutUint32(out[9:], uint32(second))
	binary.LittleEndian.PutUint32(out[14:], uint32(second>>32))
	binary.LittleEndian.PutUint32(out[19:], uint32(third))
	binary.LittleEndian.PutUint32(out[24:], uint32(third>>32))
	binary.LittleEndian.PutUint64(out[28:], hexDigits(v[1]>>32))
	out[14], out[19] = '4', lowerHex[8|v[1]&3]
	return dst
}

// AppendRequest appends id as 32 hexadecimal digits.
func (v ID) AppendRequest(dst []byte) []byte {
	dst = append(dst, "00000000000000000000000000000000"...)
	out := (*[32]byte)(dst[len(dst)-32:])
	binary.LittleEndian.PutUint64(out[0:], hexDigits(v[0]))
	binary.LittleEndian.PutUint64(out[8:], hexDigits(v[0]>>32))
	binary.LittleEndian.PutUint64(out[16:], hexDigits(v[1]))
	binary.LittleEndian.PutUint64(out[24:], hexDigits(v[1]>>32))
	return dst
}
