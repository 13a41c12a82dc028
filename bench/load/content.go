package load

import (
	"bytes"

	"mock-openai/bench/sse"
)

// isContent reports whether the member of that key holds what a model has said, in
// the events of the APIs, if it is a string.
func isContent(key []byte) bool {
	switch string(key) {
	case "content", "text", "delta", "response", "arguments", "reasoning_content", "reasoning", "partial_json", "thinking":
		return true
	}
	return false
}

// Contents tells which events of a stream bring some of what the model says. The zero value
// is ready.
type Contents struct{ place place }

// In reports whether e brings some of it: not a role, a finish reason or usage.
func (c *Contents) In(e *sse.Event) bool { return c.place.hasContent(e) }

var (
	typeResponse = []byte("response.")
	typeDelta    = []byte(".delta")
)

// place is where the content of the latest event was, from the quote before its key
// to the colon behind it: the events of a stream are alike up to there, and looking
// there first spares most of them a search.
type place struct{ from, to int }

// hasContent reports whether an event brings some of what the model says: not a
// role, a finish reason or usage. Of the Responses API only deltas do; the events
// behind them repeat it.
func (p *place) hasContent(e *sse.Event) bool {
	if bytes.HasPrefix(e.Type, typeResponse) && !bytes.HasSuffix(e.Type, typeDelta) {
		return false
	}
	data := e.Data
	if p.to > 0 && p.to < len(data) && data[p.to] == ':' && isText(data[p.to+1:]) && isKey(data[p.from:p.to]) {
		return true
	}
	for colon := 0; ; colon++ {
		i := bytes.IndexByte(data[colon:], ':')
		if i < 0 {
			return false
		}
		colon += i
		if !isText(data[colon+1:]) {
			continue
		}
		if from := keyBefore(data[:colon]); from >= 0 && isKey(data[from:colon]) {
			p.from, p.to = from, colon
			return true
		}
	}
}

// tellsTokens reports whether an event of that type has the usage of a stream that its tail
// may not show: that of Responses is long, and Bedrock has that of Messages in base64.
func tellsTokens(kind []byte) bool {
	switch string(kind) {
	case "response.completed", "response.incomplete", "response.failed", "message_delta":
		return true
	}
	return false
}

var (
	typeError       = []byte("error")
	typeFailed      = []byte("response.failed")
	beginsError     = []byte(`{"error":`)
	beginsAnError   = []byte(`{"type":"error"`)
	valueNull       = []byte("null")
	contentTypeJSON = []byte("json")
)

// tellsError reports whether an event says that the stream has failed, as the APIs do: by its
// type, or by an error at the beginning.
func tellsError(e *sse.Event) bool {
	if bytes.Equal(e.Type, typeError) || bytes.Equal(e.Type, typeFailed) {
		return true
	}
	value, ok := bytes.CutPrefix(e.Data, beginsError)
	if !ok {
		return bytes.HasPrefix(e.Data, beginsAnError)
	}
	return !bytes.HasPrefix(bytes.TrimLeft(value, " "), valueNull)
}

// isJSON reports whether a Content-Type is that of JSON, or of lines of it.
func isJSON(contentType []byte) bool {
	kind, _, _ := bytes.Cut(contentType, []byte(";"))
	kind = bytes.TrimSpace(kind)
	n := len(kind) - len(contentTypeJSON)
	return n >= 0 && bytes.EqualFold(kind[n:], contentTypeJSON)
}

// keyBefore is where the string that data ends with begins, -1 if that is not near
// enough for a key of content. A key within a string is not found: its quotes are
// escaped there.
func keyBefore(data []byte) int {
	const longest = len(`"reasoning_content"`)
	end := len(data) - 1
	if end < 1 || data[end] != '"' {
		return -1
	}
	from := max(end-longest, 0)
	if i := bytes.LastIndexByte(data[from:end], '"'); i >= 0 {
		return from + i
	}
	return -1
}

// isKey reports whether quoted is a key of content between quotes.
func isKey(quoted []byte) bool {
	end := len(quoted) - 1
	return end > 0 && quoted[0] == '"' && quoted[end] == '"' && isContent(quoted[1:end])
}

// isText reports whether a value begins that is a string and not empty.
func isText(value []byte) bool {
	for len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	return len(value) > 1 && value[0] == '"' && value[1] != '"'
}
