package fast

import "math/rand/v2"

// id identifies one request: 128 random bits. They are rendered as the id of
// the answer and as x-request-id.
type id [2]uint64

func newID() id { return id{rand.Uint64(), rand.Uint64()} }

// appendAnswer appends id as 24 letters and digits, five bits each.
func (v id) appendAnswer(dst []byte) []byte {
	const digits = "0123456789abcdefghijkmnpqrstuvwx"
	for _, bits := range v {
		for range 12 {
			dst = append(dst, digits[bits%32])
			bits /= 32
		}
	}
	return dst
}

// appendRequest appends id as 32 hexadecimal digits.
func (v id) appendRequest(dst []byte) []byte {
	const digits = "0123456789abcdef"
	for _, bits := range v {
		for range 16 {
			dst = append(dst, digits[bits%16])
			bits /= 16
		}
	}
	return dst
}
