package decode

import "bytes"

const space = " \t\r\n"

// HasSpace reports whether raw contains white space, also inside of strings.
func HasSpace(raw []byte) bool {
	for i := range len(space) {
		if bytes.IndexByte(raw, space[i]) >= 0 {
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
		case !inString && bytes.IndexByte([]byte(space), b) >= 0:
			continue
		}
		dst = append(dst, raw[i])
	}
	return dst
}
