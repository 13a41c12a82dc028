package recording

import (
	"bytes"
	"encoding/binary"
	"mime"
)

// splitter returns where the first event ends in what is new of a body, from offset from
// on, or -1 if it does not end yet.
type splitter func(body []byte, from int) (to int)

// splitterOf returns how a body of that type is split into events, one piece each. Others
// are split only where they came in parts.
func splitterOf(contentType string) splitter {
	switch media, _, _ := mime.ParseMediaType(contentType); media {
	case "text/event-stream":
		return eventEnd
	case "application/x-ndjson", "application/jsonl", "application/jsonlines":
		return lineEnd
	case "application/vnd.amazon.eventstream":
		return new(messages).end
	}
	return func([]byte, int) int { return -1 }
}

// lineEnd returns the end of a line.
func lineEnd(body []byte, from int) int {
	if at := bytes.IndexByte(body[from:], '\n'); at >= 0 {
		return from + at + 1
	}
	return -1
}

// eventEnd returns the end of a blank line.
func eventEnd(body []byte, from int) int {
	for to := lineEnd(body, from); to > 0; to = lineEnd(body, to) {
		before := bytes.TrimSuffix(body[:to-1], []byte("\r"))
		if bytes.HasSuffix(before, []byte("\n")) {
			return to
		}
	}
	return -1
}

// messages finds the ends of messages that begin with their length, in four bytes.
type messages struct{ began int }

func (m *messages) end(body []byte, _ int) int {
	if len(body) < m.began+4 {
		return -1
	}
	to := m.began + max(4, int(binary.BigEndian.Uint32(body[m.began:])))
	if to > len(body) {
		return -1
	}
	m.began = to
	return to
}
