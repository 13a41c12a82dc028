package sse

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
)

// EventStream cuts the messages of application/vnd.amazon.eventstream out of bytes as they
// arrive. An event has the message's :event-type and payload; that of an exception has the
// type error. A chunk of InvokeModelWithResponseStream wraps an event in base64, which is
// then the event. A message whose checksums or lengths are wrong is an event whose data says
// so. The zero value is at the start of a stream.
//
// A message has a prelude (its length, the length of its headers, the CRC-32 of both), headers,
// a payload, and the CRC-32 of everything before. Numbers are big-endian.
type EventStream struct {
	message []byte // the begun message that earlier reads brought
	over    bool   // message is of an event that was returned
	broken  bool   // a length is wrong: nobody knows where the next message begins
	wrapped []byte // the memory of what a chunk wraps
}

const (
	preludeSize  = 12
	checksumSize = 4
	maxMessage   = 24 << 20 // more than AWS sends
)

var (
	typeError   = []byte("error")
	badPrelude  = []byte("a message whose prelude is wrong")
	badChecksum = []byte("a message whose checksum is wrong")
	badHeaders  = []byte("a message whose headers are wrong")
	badChunk    = []byte("a chunk whose bytes are not in base64")
	typeChunk   = []byte("chunk")
)

// Reset puts s at the start of a stream.
func (s *EventStream) Reset() { *s = EventStream{message: s.message[:0], wrapped: s.wrapped} }

// Next takes the next message that ends in p, and returns the rest of p. It reports false
// when no message ends in p; all of p is taken then. The event is valid until the next call.
func (s *EventStream) Next(p []byte) (e Event, rest []byte, ok bool) {
	if s.over {
		s.message, s.over = s.message[:0], false
	}
	if s.broken {
		return Event{}, nil, false
	}
	if len(s.message) == 0 && len(p) >= preludeSize {
		if size, ok := messageSize(p); ok && len(p) >= size {
			return s.event(p[:size]), p[size:], true
		}
	}
	want := preludeSize
	if len(s.message) >= preludeSize {
		want, _ = messageSize(s.message)
	}
	for {
		n := min(want-len(s.message), len(p))
		s.message, p = append(s.message, p[:n]...), p[n:]
		switch {
		case len(s.message) < want:
			return Event{}, nil, false
		case want > preludeSize:
			s.over = true
			return s.event(s.message), p, true
		}
		if want, ok = messageSize(s.message); !ok {
			s.broken = true
			return Event{Data: badPrelude}, nil, true
		}
	}
}

// messageSize returns the length of the message that begins with a prelude.
func messageSize(prelude []byte) (size int, ok bool) {
	length, headers := binary.BigEndian.Uint32(prelude), binary.BigEndian.Uint32(prelude[4:])
	ok = length <= maxMessage && length >= preludeSize+checksumSize && headers <= length-preludeSize-checksumSize &&
		crc32.ChecksumIEEE(prelude[:8]) == binary.BigEndian.Uint32(prelude[8:])
	return int(length), ok
}

// event returns the event of a message with a good prelude, or the one that it wraps.
func (s *EventStream) event(message []byte) Event {
	e := readMessage(message)
	if !bytes.Equal(e.Type, typeChunk) {
		return e
	}
	encoded, ok := chunkBytes(e.Data)
	if !ok {
		return e
	}
	var err error
	if s.wrapped, err = base64.StdEncoding.AppendDecode(s.wrapped[:0], encoded); err != nil {
		return Event{Data: badChunk}
	}
	return Event{Type: typeOf(s.wrapped), Data: s.wrapped}
}

// chunkBytes returns the member bytes, usually the first, of the payload of a chunk.
func chunkBytes(payload []byte) (encoded []byte, ok bool) {
	if rest, found := bytes.CutPrefix(payload, []byte(`{"bytes":"`)); found {
		if end := bytes.IndexAny(rest, `"\`); end >= 0 && rest[end] == '"' {
			return rest[:end], true
		}
	}
	var chunk struct{ Bytes *string }
	if json.Unmarshal(payload, &chunk) != nil || chunk.Bytes == nil {
		return nil, false
	}
	return []byte(*chunk.Bytes), true
}

// typeOf returns the type of a wrapped event, if it is the first member. Server-sent events
// of the same model have it beside their data.
func typeOf(event []byte) []byte {
	if rest, ok := bytes.CutPrefix(event, []byte(`{"type":"`)); ok {
		if end := bytes.IndexAny(rest, `"\`); end >= 0 && rest[end] == '"' {
			return rest[:end]
		}
	}
	return nil
}

// readMessage returns the event of a message with a good prelude.
func readMessage(m []byte) (e Event) {
	end := len(m) - checksumSize
	if crc32.ChecksumIEEE(m[:end]) != binary.BigEndian.Uint32(m[end:]) {
		return Event{Data: badChecksum}
	}
	payload := preludeSize + int(binary.BigEndian.Uint32(m[4:]))
	e.Data = m[payload:end]
	for headers := m[preludeSize:payload]; len(headers) > 0; {
		name, value, rest, ok := readHeader(headers)
		if !ok {
			return Event{Data: badHeaders}
		}
		switch string(name) {
		case ":event-type":
			e.Type = value
		case ":exception-type", ":error-code":
			e.Type = typeError
		}
		headers = rest
	}
	return e
}

// valueSizes are the lengths of the values of headers by type. Values of types 6 and 7, bytes
// and strings, have their length in front.
var valueSizes = [...]int{0, 0, 1, 2, 4, 8, 0, 0, 8, 16}

// readHeader reads the first of some headers.
func readHeader(h []byte) (name, value, rest []byte, ok bool) {
	at := 1 + int(h[0])
	if len(h) <= at || int(h[at]) >= len(valueSizes) {
		return nil, nil, nil, false
	}
	name = h[1:at]
	kind := h[at]
	at++
	size := valueSizes[kind]
	if kind == 6 || kind == 7 {
		if len(h) < at+2 {
			return nil, nil, nil, false
		}
		size = int(binary.BigEndian.Uint16(h[at:]))
		at += 2
	}
	if len(h) < at+size {
		return nil, nil, nil, false
	}
	return name, h[at : at+size], h[at+size:], true
}
