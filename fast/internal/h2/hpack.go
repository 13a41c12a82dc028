package h2

// Indexes of names in HPACK's static table (RFC 7541, appendix A).
const (
	nameStatus        = 8
	nameContentLength = 28
	nameContentType   = 31
	nameDate          = 33
	nameServer        = 54
)

const (
	statusOK        = 0x88 // the indexed field :status 200
	emptyTable      = 0x20 // makes the dynamic table empty
	withoutIndexing = 0x00 // a literal field whose name follows
)

// The fields of answers are literals that enter no dynamic table. So an answer depends on
// no other one of its connection: any goroutine may render it, and what does not change is
// rendered once.

// appendIndexedName appends a field whose name has that index in the static table.
func appendIndexedName(dst []byte, name int, value []byte) []byte {
	dst = appendInteger(dst, withoutIndexing, 4, name)
	dst = appendInteger(dst, 0, 7, len(value))
	return append(dst, value...)
}

// appendField appends a field with its name in lower case.
func appendField(dst, name, value []byte) []byte {
	dst = appendInteger(append(dst, withoutIndexing), 0, 7, len(name))
	for _, b := range name {
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		dst = append(dst, b)
	}
	dst = appendInteger(dst, 0, 7, len(value))
	return append(dst, value...)
}

// appendInteger appends v with a prefix of that many bits, below the bits of first (RFC
// 7541, section 5.1).
func appendInteger(dst []byte, first byte, bits, v int) []byte {
	most := 1<<bits - 1
	if v < most {
		return append(dst, first|byte(v))
	}
	dst = append(dst, first|byte(most))
	for v -= most; v >= 0x80; v >>= 7 {
		dst = append(dst, byte(v)|0x80)
	}
	return append(dst, byte(v))
}
