package verify_test

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"mock-openai/bench/sse"
)

// Corruptions change text. So the proxy turns binary messages into server-sent events, and
// back again.

// textOf returns the messages of an event stream as server-sent events.
func textOf(stream []byte) (events []byte) {
	var s sse.EventStream
	for {
		e, rest, ok := s.Next(stream)
		if !ok {
			return events
		}
		events = fmt.Appendf(events, "event: %s\ndata: %s\n\n", e.Type, e.Data)
		stream = rest
	}
}

// messageOf returns a server-sent event as a message, which is cut if the event lacks its
// end. If events are wrapped, the message is a chunk.
func messageOf(event string, wrapped bool) string {
	whole := strings.HasSuffix(event, "\n\n")
	kind, data := "", strings.TrimSpace(event)
	if rest, ok := strings.CutPrefix(data, "event: "); ok {
		kind, data, _ = strings.Cut(rest, "\n")
	}
	header, payload := ":event-type", strings.TrimPrefix(data, "data: ")
	switch {
	case strings.HasSuffix(kind, "Exception"):
		header = ":exception-type"
	case wrapped:
		kind, payload = "chunk", `{"bytes":"`+base64.StdEncoding.EncodeToString([]byte(payload))+`","p":"abc"}`
	}
	var headers []byte
	if kind != "" {
		headers = fmt.Appendf(headers, "%c%s\x07", len(header), header)
		headers = append(binary.BigEndian.AppendUint16(headers, uint16(len(kind))), kind...)
	}
	m := binary.BigEndian.AppendUint32(nil, uint32(16+len(headers)+len(payload)))
	m = binary.BigEndian.AppendUint32(m, uint32(len(headers)))
	m = binary.BigEndian.AppendUint32(m, crc32.ChecksumIEEE(m))
	m = append(append(m, headers...), payload...)
	m = binary.BigEndian.AppendUint32(m, crc32.ChecksumIEEE(m))
	if !whole {
		m = m[:len(m)-6]
	}
	return string(m)
}
