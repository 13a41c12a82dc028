package load

import (
	"bytes"

	"mock-openai/bench/sse"
)

// contentKeys are the members whose strings are what a model has said, in the
// events of the APIs; the most frequent first.
var contentKeys = [...][]byte{
	[]byte(`"content":`),
	[]byte(`"text":`),
	[]byte(`"delta":`),
	[]byte(`"arguments":`),
	[]byte(`"reasoning_content":`),
	[]byte(`"reasoning":`),
	[]byte(`"partial_json":`),
	[]byte(`"thinking":`),
}

var (
	typeResponse = []byte("response.")
	typeDelta    = []byte(".delta")
)

// place is where the content of the latest event was: the events of a stream are
// alike up to there, and looking there first spares most of them a search.
type place struct{ key, at int }

// hasContent reports whether an event brings some of what the model says: not a
// role, a finish reason or usage. Of the Responses API only deltas do; the events
// behind them repeat it.
func (p *place) hasContent(e *sse.Event) bool {
	if bytes.HasPrefix(e.Type, typeResponse) && !bytes.HasSuffix(e.Type, typeDelta) {
		return false
	}
	if key := contentKeys[p.key]; p.at < len(e.Data) && bytes.HasPrefix(e.Data[p.at:], key) && isText(e.Data[p.at+len(key):]) {
		return true
	}
	for i, key := range contentKeys {
		if at := findText(e.Data, key); at >= 0 {
			p.key, p.at = i, at
			return true
		}
	}
	return false
}

// findText is where data has a member of that key which is text, -1 without. A key
// within a string does not count: its quotes are escaped there.
func findText(data, key []byte) int {
	for from := 0; ; {
		i := bytes.Index(data[from:], key)
		if i < 0 {
			return -1
		}
		if from += i + len(key); isText(data[from:]) {
			return from - len(key)
		}
	}
}

// isText reports whether a value begins that is a string and not empty.
func isText(value []byte) bool {
	for len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	return len(value) > 1 && value[0] == '"' && value[1] != '"'
}
