package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// body is what has come so far of an answer that is not a stream.
type body struct {
	data   []byte
	buffer []byte // memory of data, if it came in several parts
}

func (b *body) reset() { *b = body{buffer: b.buffer[:0]} }

// add adds a part, which may be the whole body.
func (b *body) add(part []byte, whole bool) {
	if whole {
		b.data = part
		return
	}
	b.buffer = append(b.buffer, part...)
	b.data = b.buffer
}

// unreadable reports what is wrong with a body that is not JSON from byte at on.
func (f *findings) unreadable(body []byte, at int) {
	kind := InvalidJSON
	switch {
	case isCut(body):
		kind = Truncated
	case !utf8.Valid(body) || json.Valid(body): // or JSON with halves of surrogate pairs
		kind = InvalidUTF8
	}
	f.fault(kind, "JSON in UTF-8", excerpt(body, at))
}

// isCut reports whether data is the beginning of JSON.
func isCut(data []byte) bool {
	for n := 0; n < utf8.UTFMax && n < len(data); n++ { // the last character may be cut too
		if last := data[len(data)-1-n]; utf8.RuneStart(last) {
			if !utf8.FullRune(data[len(data)-1-n:]) {
				data = data[:len(data)-1-n]
			}
			break
		}
	}
	if !utf8.Valid(data) {
		return false
	}
	var value json.RawMessage
	var syntax *json.SyntaxError
	if !errors.As(json.Unmarshal(data, &value), &syntax) {
		return false
	}
	// At the end encoding/json tries a space, which is not valid within an escape, a number
	// or a word.
	return syntax.Error() == "unexpected end of JSON input" ||
		!bytes.HasSuffix(data, []byte(" ")) && strings.HasPrefix(syntax.Error(), "invalid character ' '") && syntax.Offset == int64(len(data))
}
