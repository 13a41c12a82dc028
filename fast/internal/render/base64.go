package render

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
)

// digitPairs are the two characters that stand for twelve bits in base64.
var digitPairs = func() (all [1 << 12]uint16) {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range all {
		all[i] = uint16(digits[i>>6])<<8 | uint16(digits[i&63])
	}
	return all
}()

// blockSize is how many bytes encodeBlocks takes at once.
const blockSize = 24

// AppendBase64 appends src in standard base64, with padding. 200 bytes take a tenth of the
// time that encoding/base64 takes, or half of it without AVX2 (BenchmarkAppendBase64).
func AppendBase64(dst, src []byte) []byte {
	if hasBlocks && len(src) >= blockSize {
		at, groups := len(dst), len(src)/3
		dst = slices.Grow(dst, base64.StdEncoding.EncodedLen(len(src)))[:at+4*groups]
		encodeBlocks(dst[at:], src[:3*groups])
		src = src[3*groups:]
	}
	for len(src) >= 8 { // reads eight bytes and encodes six
		w := binary.BigEndian.Uint64(src)
		dst = binary.BigEndian.AppendUint64(dst,
			uint64(digitPairs[w>>52])<<48|uint64(digitPairs[w>>40&4095])<<32|
				uint64(digitPairs[w>>28&4095])<<16|uint64(digitPairs[w>>16&4095]))
		src = src[6:]
	}
	return appendRest(dst, src)
}

// appendRest appends the end of a text in base64, which is shorter than 8 bytes.
func appendRest(dst, src []byte) []byte {
	for ; len(src) >= 3; src = src[3:] {
		w := uint32(src[0])<<16 | uint32(src[1])<<8 | uint32(src[2])
		dst = binary.BigEndian.AppendUint32(dst, uint32(digitPairs[w>>12])<<16|uint32(digitPairs[w&4095]))
	}
	switch len(src) {
	case 1:
		first := digitPairs[uint32(src[0])<<4]
		dst = append(dst, byte(first>>8), byte(first), '=', '=')
	case 2:
		w := uint32(src[0])<<10 | uint32(src[1])<<2
		first, third := digitPairs[w>>6], digitPairs[w&63]
		dst = append(dst, byte(first>>8), byte(first), byte(third), '=')
	}
	return dst
}
