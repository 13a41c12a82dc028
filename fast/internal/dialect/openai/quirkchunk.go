package openai

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"mock-openai/fast/skim"
)

// chunk is an event of a chat stream with at most one choice, while quirks change it.
type chunk struct {
	top      object
	choice   object // nil if choices is not a list of one
	delta    object
	call     object // the only element of the delta's tool_calls; nil if there is none
	function object // of the call
}

// parseChunk parses the JSON of an event.
func parseChunk(raw []byte) *chunk {
	ch := &chunk{top: parseObject(raw)}
	if choices := parseList(ch.top.get("choices")); len(choices) == 1 {
		ch.choice = choices[0]
		ch.delta = parseObject(ch.choice.get("delta"))
		if calls := ch.delta.get("tool_calls"); calls != nil {
			ch.call = parseList(calls)[0]
			ch.function = parseObject(ch.call.get("function"))
		}
	}
	return ch
}

// clone returns a copy of ch. Changes of one do not show in the other.
func (ch *chunk) clone() *chunk {
	return &chunk{slices.Clone(ch.top), slices.Clone(ch.choice), slices.Clone(ch.delta), slices.Clone(ch.call), slices.Clone(ch.function)}
}

// append appends the event.
func (ch *chunk) append(dst []byte) []byte {
	if ch.call != nil {
		if ch.function != nil {
			ch.call.set("function", ch.function.String())
		}
		ch.delta.set("tool_calls", "["+ch.call.String()+"]")
	}
	if ch.choice != nil {
		if string(ch.choice.get("delta")) != "null" {
			ch.choice.set("delta", ch.delta.String())
		}
		ch.top.set("choices", "["+ch.choice.String()+"]")
	}
	return append(ch.top.append(append(dst, "data: "...)), "\n\n"...)
}

// ends reports whether ch has the finish reason of its choice.
func (ch *chunk) ends() bool { return string(ch.choice.get("finish_reason")) != "null" }

// text returns a member with text, without its quotes; nil if there is none or it is empty.
func text(o object, key string) []byte {
	value := o.get(key)
	if len(value) <= len(`""`) || value[0] != '"' {
		return nil
	}
	return value[1 : len(value)-1]
}

// piece is where a chunk has text: a member of the delta, or the arguments of a call.
type piece struct {
	in  *object
	key string
}

// piece returns where ch has text; false if it has none.
func (ch *chunk) piece(reasoning string) (piece, bool) {
	for _, p := range []piece{{&ch.function, "arguments"}, {&ch.delta, reasoning}, {&ch.delta, "content"}} {
		if text(*p.in, p.key) != nil {
			return p, true
		}
	}
	return piece{}, false
}

// split returns chunks with the text of ch in parts. Only the first has the other members
// of the delta. The calls of the others have only their index.
func (ch *chunk) split(reasoning string, parts [][]byte) (all []*chunk) {
	for i, part := range parts {
		one := ch.clone()
		p, _ := one.piece(reasoning)
		if i > 0 && one.call == nil {
			one.delta = nil
		} else if i > 0 {
			one.call = object{{"index", ch.call.get("index")}}
			one.function = nil
		}
		p.in.set(p.key, `"`+string(part)+`"`)
		all = append(all, one)
	}
	return all
}

// characters splits JSON-escaped text into its characters.
func characters(text []byte) (all [][]byte) {
	for len(text) > 0 {
		n := 1
		switch {
		case len(text) >= len(`\u0000`) && text[0] == '\\' && text[1] == 'u' && isHighSurrogate(text[2:]):
			n = len(`\ud83d\ude00`)
		case len(text) > 1 && text[0] == '\\' && text[1] == 'u':
			n = len(`\u0000`)
		case text[0] == '\\':
			n = len(`\n`)
		default:
			_, n = utf8.DecodeRune(text)
		}
		n = min(n, len(text))
		all = append(all, text[:n])
		text = text[n:]
	}
	return all
}

func isHighSurrogate(digits []byte) bool {
	return (digits[0] == 'd' || digits[0] == 'D') && bytes.IndexByte([]byte("89abAB"), digits[1]) >= 0
}

// withinEscapes splits arguments, as they stand in JSON, within each escape of the JSON
// that they are. If they have none, the first letter of a string becomes one.
func withinEscapes(arguments []byte) (all [][]byte) {
	const backslash, opening = `\\`, `:\"`
	if at := bytes.Index(arguments, []byte(opening)); at >= 0 && !bytes.Contains(arguments, []byte(backslash)) {
		if at += len(opening); at < len(arguments) && isLetter(arguments[at]) {
			const digits = "0123456789abcdef"
			letter := arguments[at]
			escaped := append([]byte(backslash+"u00"), digits[letter>>4], digits[letter&15])
			arguments = slices.Concat(arguments[:at], escaped, arguments[at+1:])
		}
	}
	start, at, inside := 0, 0, false
	for _, c := range characters(arguments) {
		at += len(c)
		if inside = !inside && string(c) == backslash; inside {
			all = append(all, arguments[start:at])
			start = at
		}
	}
	return append(all, arguments[start:])
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// asObject replaces the arguments of a function by the object that they stand for. It
// leaves arguments that are not complete.
func asObject(of *object) {
	if arguments := skim.AppendUnescaped(nil, text(*of, "arguments")); json.Valid(arguments) {
		of.set("arguments", string(arguments))
	}
}
