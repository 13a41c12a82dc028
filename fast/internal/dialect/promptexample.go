package dialect

import (
	"bytes"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

const maxExample = 64 << 10

// appendExample appends the schema of objects like an example in a prompt: with its names, and
// values of the same kinds. Some prompts have the schemas of the members in place of values.
// A schema is no example, nor is an object without members, or a very long one.
func appendExample(dst, example []byte) (_ []byte, ok bool) {
	in := decode.New(example)
	if len(example) > maxExample || bytes.IndexByte(example, ':') < 0 || isSchema(example) {
		return dst, false
	}
	dst = appendObject(dst, &in)
	return dst, in.Err() == nil
}

func appendObject(dst []byte, in *decode.Reader) []byte {
	names, schemas := *in, areSchemas(*in)
	dst = append(dst, `{"type":"object","properties":{`...)
	first := true
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		dst = append(appendName(dst, key, first), ':')
		if first = false; schemas {
			dst = append(dst, in.Raw()...)
		} else {
			dst = appendLike(dst, in)
		}
	}
	dst = append(dst, `},"required":[`...)
	first = true
	names.Object()
	for key, ok := names.NextKey(); ok; key, ok = names.NextKey() {
		dst = appendName(dst, key, first)
		first = false
		names.Raw()
	}
	return append(dst, `]}`...)
}

func appendName(dst, name []byte, first bool) []byte {
	if !first {
		dst = append(dst, ',')
	}
	return append(render.AppendEscaped(append(dst, '"'), name), '"')
}

// appendLike appends the schema of values like the next one.
func appendLike(dst []byte, in *decode.Reader) []byte {
	switch in.Kind() {
	case skim.Object:
		return appendObject(dst, in)
	case skim.Array:
		return appendArray(dst, in)
	case skim.String:
		return appendText(dst, in.String())
	case skim.True, skim.False:
		in.Raw()
		return append(dst, `{"type":"boolean"}`...)
	case skim.Number:
		if bytes.ContainsAny(in.Raw(), ".eE") {
			return append(dst, `{"type":"number"}`...)
		}
		return append(dst, `{"type":"integer"}`...)
	}
	in.Raw()
	return append(dst, `{"type":["string","null"]}`...)
}

func appendArray(dst []byte, in *decode.Reader) []byte {
	dst = append(dst, `{"type":"array","minItems":1,"items":`...)
	first := true
	for in.Array(); in.NextElem(); first = false {
		if first {
			dst = appendLike(dst, in)
		} else {
			in.Raw()
		}
	}
	if first {
		dst = append(dst, `{"type":"string"}`...)
	}
	return append(dst, '}')
}

// appendText appends the schema of values like a string. While that is unescaped, it is in dst.
func appendText(dst []byte, text skim.Text) []byte {
	start := len(dst)
	dst = skim.AppendUnescaped(dst, text.Raw)
	end := len(dst)
	dst = appendDescribed(dst, dst[start:end])
	return append(dst[:start], dst[end:]...)
}

// appendDescribed appends the schema that a text has, as in "adhere to the JSON schema: {…}", or
// that of the choices in it.
func appendDescribed(dst, text []byte) []byte {
	if _, named, ok := bytes.Cut(text, []byte("schema")); ok {
		if at := bytes.IndexByte(named, '{'); at >= 0 {
			in := decode.New(named[at:])
			if raw := in.Raw(); in.Err() == nil && isSchema(raw) {
				return append(dst, raw...)
			}
		}
	}
	if _, choices, ok := bytes.Cut(text, []byte("one of: ")); ok {
		return appendChoices(dst, choices, ';')
	}
	return appendChoices(dst, text, '|')
}

// appendChoices appends the schema of one of the words in text, or of any string if it has only
// one, or names types.
func appendChoices(dst, text []byte, between byte) []byte {
	const longest = 64
	start, words := len(dst), 0
	dst = append(dst, `{"enum":[`...)
	for more := true; more; words++ {
		word := text
		at := bytes.IndexByte(text, between)
		if more = at >= 0; more {
			word, text = text[:at], text[at+1:]
		}
		name := len(dst)
		dst = appendName(dst, bytes.TrimSpace(word), words == 0)
		if len(word) > longest || isType(bytes.TrimPrefix(dst[name:], []byte(","))) {
			words = 0
			break
		}
	}
	if words < 2 {
		return append(dst[:start], `{"type":"string"}`...)
	}
	return append(dst, `]}`...)
}

// areSchemas reports whether all members of the next object are JSON schemas.
func areSchemas(in decode.Reader) bool {
	in.Object()
	for _, ok := in.NextKey(); ok; _, ok = in.NextKey() {
		if !isSchema(in.Raw()) {
			return false
		}
	}
	return true
}

func isSchema(raw []byte) bool {
	return isType(decode.Member(raw, "type")) || decode.Member(raw, "anyOf") != nil || decode.Member(raw, "enum") != nil
}

// isType reports whether raw, which is JSON, names a type of JSON Schema.
func isType(raw []byte) bool {
	switch string(raw) {
	case `"string"`, `"integer"`, `"number"`, `"boolean"`, `"array"`, `"object"`, `"null"`:
		return true
	}
	return false
}
