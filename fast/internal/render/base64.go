package render

import (
	"encoding/base64"
	"encoding/binary"
)

// digitPairs are the two characters that stand for twelve bits in base64.
var digitPairs = func() (all [1 << 12]uint16) {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range all {
		all[i] = uint16(digits[i>>6])<<8 | uint16(digits[i&63])
	}
	return all
}()

// AppendBase64 appends src in standard base64, with padding. It takes half the time of
// encoding/base64.
func AppendBase64(dst, src []byte) []byte {
	for len(src) >= 8 { // of which it takes six
		w := binary.BigEndian.Uint64(src)
		dst = binary.BigEndian.AppendUint64(dst,
			uint64(digitPairs[w>>52])<<48|uint64(digitPairs[w>>40&4095])<<32|
				uint64(digitPairs[w>>28&4095])<<16|uint64(digitPairs[w>>16&4095]))
		src = src[6:]
	}
	return base64.StdEncoding.AppendEncode(dst, src)
}
