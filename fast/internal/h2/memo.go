package h2

import (
	"bytes"

	"golang.org/x/net/http2/hpack"
)

// maxRemembered is the longest header block in bytes that a connection remembers.
const maxRemembered = 512

// memo is the header block of the last request, if it changes nothing in HPACK's table.
// Most clients send the same block again and again, once its fields are in the table. Then
// the fields are known, so nothing is decoded: decoding allocates fields that are not in the table.
type memo struct {
	wire   []byte // empty if there is none
	fields []hpack.HeaderField
	taking bool // the block that is being decoded is taken
}

// forget is called before a block is decoded that may change the table.
func (m *memo) forget() { m.wire, m.fields, m.taking = m.wire[:0], m.fields[:0], false }

// has reports whether m is that block.
func (m *memo) has(block []byte) bool { return len(block) > 0 && bytes.Equal(m.wire, block) }

// begin takes the block that is about to be decoded, if it can be remembered.
func (m *memo) begin(block []byte) {
	if m.forget(); len(block) <= maxRemembered && keepsTable(block) {
		m.wire = append(m.wire, block...)
		m.taking = true
	}
}

func (m *memo) add(f hpack.HeaderField) {
	if m.taking {
		m.fields = append(m.fields, f)
	}
}

// keepsTable reports whether a header block changes nothing in HPACK's table (RFC 7541,
// section 6). It returns false for a malformed one.
func keepsTable(block []byte) bool {
	for len(block) > 0 {
		switch first := block[0]; {
		case first&0x80 != 0: // an indexed field
			if _, block = integer(block, 7); block == nil {
				return false
			}
		case first&0xc0 == 0x40, first&0xe0 == 0x20: // a field for the table, or its size
			return false
		default: // a literal field
			var name int
			if name, block = integer(block, 4); block != nil && name == 0 {
				block = skipString(block)
			}
			if block = skipString(block); block == nil {
				return false
			}
		}
	}
	return true
}

// integer reads an integer with a prefix of that many bits. It returns nil if it is cut off
// or longer than any in a block.
func integer(p []byte, bits int) (int, []byte) {
	if len(p) == 0 {
		return 0, nil
	}
	most := 1<<bits - 1
	n := int(p[0]) & most
	if p = p[1:]; n < most {
		return n, p
	}
	for shift := 0; len(p) > 0 && shift < 14; shift += 7 {
		b := p[0]
		n, p = n+int(b&0x7f)<<shift, p[1:]
		if b < 0x80 {
			return n, p
		}
	}
	return 0, nil
}

// skipString returns what follows a string literal, or nil if it is cut off.
func skipString(p []byte) []byte {
	n, rest := integer(p, 7)
	if rest == nil || n > len(rest) {
		return nil
	}
	return rest[n:]
}
