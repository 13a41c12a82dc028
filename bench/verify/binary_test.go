package verify_test

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"mock-openai/bench/sse"
)

// Harm is done to text. So the proxy turns binary messages into server-sent events, and
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

// messageOf returns a server-sent event as a message, which is not whole if the event lacks
// its end.
func messageOf(event string) string {
	whole := strings.HasSuffix(event, "\n\n")
	kind, data := "", strings.TrimSpace(event)
	if rest, ok := strings.CutPrefix(data, "event: "); ok {
		kind, data, _ = strings.Cut(rest, "\n")
	}
	header := ":event-type"
	if strings.HasSuffix(kind, "Exception") {
		header = ":exception-type"
	}
	var headers []byte
	if kind != "" {
		headers = fmt.Appendf(headers, "%c%s\x07", len(header), header)
		headers = append(binary.BigEndian.AppendUint16(headers, uint16(len(kind))), kind...)
	}
	payload := strings.TrimPrefix(data, "data: ")
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
