package fast

import (
	"encoding/binary"
	"math/rand/v2"
)

// id identifies one request: 128 random bits. They are rendered as the id of
// the answer and as x-request-id.
type id [2]uint64

func newID() id { return id{rand.Uint64(), rand.Uint64()} }

const hexDigits = "0123456789abcdef"

// Two digits for each value of eight and of ten bits, as they stand in memory.
var (
	hexPairs    = pairs[[256]uint16](hexDigits)
	letterPairs = pairs[[1024]uint16]("0123456789abcdefghijkmnpqrstuvwx")
)

func pairs[T [256]uint16 | [1024]uint16](digits string) (table T) {
	for i := range len(table) {
		pair := [2]byte{digits[i%len(digits)], digits[i/len(digits)]}
		table[i] = binary.NativeEndian.Uint16(pair[:])
	}
	return table
}

// appendAnswer appends id as 24 letters and digits, five bits each.
func (v id) appendAnswer(dst []byte) []byte {
	const bits = 10
	for _, word := range v {
		for range 6 {
			dst = binary.NativeEndian.AppendUint16(dst, letterPairs[word%(1<<bits)])
			word >>= bits
		}
	}
	return dst
}

// appendRequest appends id as 32 hexadecimal digits.
func (v id) appendRequest(dst []byte) []byte {
	const bits = 8
	for _, word := range v {
		for range 8 {
			dst = binary.NativeEndian.AppendUint16(dst, hexPairs[word%(1<<bits)])
			word >>= bits
		}
	}
	return dst
}
