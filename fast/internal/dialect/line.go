package dialect

import "bytes"

// AppendLine appends raw, which is JSON, without line ends. They would end the event.
// Only arrays and objects can have them.
func AppendLine(dst, raw []byte) []byte {
	if raw[0] != '[' && raw[0] != '{' || bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(dst, raw...)
	}
	for _, b := range raw {
		if b != '\n' && b != '\r' {
			dst = append(dst, b)
		}
	}
	return dst
}
