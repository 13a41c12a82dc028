package openai

import (
	"encoding/json"
	"slices"
	"strconv"

	"mock-openai/fast/skim"
)

// chunk is an event of a chat stream with at most one choice, while quirks change it.
type chunk struct {
	top    object
	choice object // nil if choices is not a list of one
	delta  object
	calls  []toolCall // of the delta
}

// toolCall is a call in a delta, or a piece of one.
type toolCall struct {
	object
	kind  string // "function" or "custom"
	input object // the member of that name; nil if there is none
}

// parseChunk parses the JSON of an event.
func parseChunk(raw []byte) *chunk {
	ch := &chunk{top: parseObject(raw)}
	if choices := parseList(ch.top.get("choices")); len(choices) == 1 {
		ch.choice = choices[0]
		ch.delta = parseObject(ch.choice.get("delta"))
		if calls := ch.delta.get("tool_calls"); calls != nil {
			ch.calls = parseCalls(calls)
		}
	}
	return ch
}

// parseCalls returns the elements of tool_calls.
func parseCalls(list []byte) (all []toolCall) {
	for _, one := range parseList(list) {
		c := toolCall{object: one, kind: functionCall}
		if one.get(customCall) != nil {
			c.kind = customCall
		}
		if input := one.get(c.kind); input != nil {
			c.input = parseObject(input)
		}
		all = append(all, c)
	}
	return all
}

const functionCall, customCall = "function", "custom"

// inputKey returns the name of the member that holds the input of the call.
func (t *toolCall) inputKey() string {
	if t.kind == customCall {
		return "input"
	}
	return "arguments"
}

// appendCalls appends the list of calls.
func appendCalls(dst []byte, calls []toolCall) []byte {
	dst = append(dst, '[')
	for i := range calls {
		if i > 0 {
			dst = append(dst, ',')
		}
		if t := &calls[i]; t.input != nil {
			t.set(t.kind, t.input.String())
		}
		dst = calls[i].append(dst)
	}
	return append(dst, ']')
}

// clone returns a copy of ch. Changes of one do not show in the other.
func (ch *chunk) clone() *chunk {
	calls := slices.Clone(ch.calls)
	for i := range calls {
		calls[i].object, calls[i].input = slices.Clone(calls[i].object), slices.Clone(calls[i].input)
	}
	return &chunk{slices.Clone(ch.top), slices.Clone(ch.choice), slices.Clone(ch.delta), calls}
}

// call returns the only call of ch, nil if there is none or there are several.
func (ch *chunk) call() *toolCall {
	if len(ch.calls) != 1 {
		return nil
	}
	return &ch.calls[0]
}

// append appends the event.
func (ch *chunk) append(dst []byte) []byte {
	if ch.calls != nil {
		ch.delta.set("tool_calls", string(appendCalls(nil, ch.calls)))
	}
	if ch.choice != nil {
		if string(ch.choice.get("delta")) != "null" {
			ch.choice.set("delta", ch.delta.String())
		}
		ch.top.set("choices", "["+ch.choice.String()+"]")
	}
	return append(ch.top.append(append(dst, "data: "...)), "\n\n"...)
}

// choiceIndex returns the number of the choice of ch.
func (ch *chunk) choiceIndex() int {
	i, _ := strconv.Atoi(string(ch.choice.get("index")))
	return i
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

// piece is where a chunk has text: a member of the delta, or the input of a call.
type piece struct {
	in  *object
	key string
}

// piece returns where ch has text; false if it has none.
func (ch *chunk) piece(reasoning string) (piece, bool) {
	if t := ch.call(); t != nil && text(t.input, t.inputKey()) != nil {
		return piece{&t.input, t.inputKey()}, true
	}
	for _, p := range []piece{{&ch.delta, reasoning}, {&ch.delta, "content"}} {
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
		if i > 0 && one.calls == nil {
			one.delta = nil
		} else if i > 0 {
			t := one.call()
			t.object, t.input = object{{"index", t.get("index")}}, nil
		}
		p.in.set(p.key, `"`+string(part)+`"`)
		all = append(all, one)
	}
	return all
}

// asObject replaces the arguments of a function by the object that they stand for. It
// leaves arguments that are not complete, and the texts of custom tools.
func (t *toolCall) asObject() {
	if t.kind != functionCall {
		return
	}
	if arguments := skim.AppendUnescaped(nil, text(t.input, t.inputKey())); json.Valid(arguments) {
		t.input.set(t.inputKey(), string(arguments))
	}
}
