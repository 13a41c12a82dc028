package journal

import "unicode/utf8"

func text(body []byte) string {
	if utf8.Valid(body) {
		return string(body)
	}
	return ""
}

func binary(body []byte) []byte {
	if utf8.Valid(body) {
		return nil
	}
	return body
}
