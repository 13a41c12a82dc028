package decode

import "bytes"

// HasSpace reports whether raw contains white space, also inside of strings.
func HasSpace(raw []byte) bool {
	for _, space := range [...]byte{' ', '\t', '\r', '\n'} {
		if bytes.IndexByte(raw, space) >= 0 {
			return true
		}
	}
	return false
}

// AppendCompact appends raw, which is JSON, without the white space between its tokens.
func AppendCompact(dst, raw []byte) []byte {
	inString := false
	for i := 0; i < len(raw); i++ {
		switch b := raw[i]; {
		case b == '"':
			inString = !inString
		case inString && b == '\\':
			dst = append(dst, b)
			i++
		case !inString && (b == ' ' || b == '\t' || b == '\r' || b == '\n'):
			continue
		}
		dst = append(dst, raw[i])
	}
	return dst
}
