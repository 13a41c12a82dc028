package websocket

import (
	"bytes"
	"encoding/binary"
)

// Frames of a server are a few bytes around the payload (RFC 6455, section 5.2). They are
// written here and not by the library that reads frames: that takes 180 ns and an allocation
// for each, and one system call.

// Opcodes of frames that are whole messages.
const (
	opText   = 0x81
	opBinary = 0x82
	opClose  = 0x88
	opPing   = 0x89
)

// appendFrame appends a message. The last byte of the payload is cut off if there is a
// suffix, which then comes before it: members of an object before its brace.
func appendFrame(dst []byte, opcode byte, payload, suffix []byte) []byte {
	n := len(payload) + len(suffix)
	switch {
	case n < 126:
		dst = append(dst, opcode, byte(n))
	case n < 1<<16:
		dst = append(dst, opcode, 126, byte(n>>8), byte(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, opcode, 127), uint64(n))
	}
	if len(suffix) == 0 {
		return append(dst, payload...)
	}
	last := len(payload) - 1
	return append(append(append(dst, payload[:last]...), suffix...), payload[last])
}

// appendClose appends a close frame.
func appendClose(dst []byte, code int, reason string) []byte {
	return appendFrame(dst, opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...), nil)
}

var (
	dataField = []byte("data: ")
	eventEnd  = []byte("\n\n")
)

// payloadOf returns what is sent of an event: the value of data of a server-sent event, or
// the event itself.
func payloadOf(event []byte) []byte {
	if len(event) == 0 || event[0] == '{' {
		return event
	}
	if _, data, found := bytes.Cut(event, dataField); found {
		event = data
	}
	return bytes.TrimSuffix(event, eventEnd)
}
