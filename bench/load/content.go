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

// hasContent reports whether an event brings some of what the model says: not a
// role, a finish reason or usage. Of the Responses API only deltas do; the events
// behind them repeat it.
func hasContent(e *sse.Event) bool {
	if bytes.HasPrefix(e.Type, typeResponse) && !bytes.HasSuffix(e.Type, typeDelta) {
		return false
	}
	for _, key := range contentKeys {
		if hasString(e.Data, key) {
			return true
		}
	}
	return false
}

// hasString reports whether data has a member of that key which is a string and
// not empty. A key within a string does not count: its quotes are escaped there.
func hasString(data, key []byte) bool {
	for {
		i := bytes.Index(data, key)
		if i < 0 {
			return false
		}
		data = data[i+len(key):]
		value := data
		for len(value) > 0 && value[0] == ' ' {
			value = value[1:]
		}
		if len(value) > 1 && value[0] == '"' && value[1] != '"' {
			return true
		}
	}
}
