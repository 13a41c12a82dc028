package sse_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"

	"mock-openai/bench/sse"
)

// message returns one with these headers, names and values of strings in turn.
func message(payload string, headers ...string) (m []byte) {
	var h []byte
	for i := 0; i < len(headers); i += 2 {
		h = append(append(h, byte(len(headers[i]))), headers[i]...)
		h = append(binary.BigEndian.AppendUint16(append(h, 7), uint16(len(headers[i+1]))), headers[i+1]...)
	}
	m = binary.BigEndian.AppendUint32(m, uint32(16+len(h)+len(payload)))
	m = binary.BigEndian.AppendUint32(m, uint32(len(h)))
	m = binary.BigEndian.AppendUint32(m, crc32.ChecksumIEEE(m))
	m = append(append(m, h...), payload...)
	return binary.BigEndian.AppendUint32(m, crc32.ChecksumIEEE(m))
}

// TestEventStream cuts a stream in reads of every size.
func TestEventStream(t *testing.T) {
	good := slices.Concat(
		message(`{"a":1}`, ":event-type", "first", ":message-type", "event"),
		message(``),
		message(`{"message":"x"}`, ":exception-type", "throttlingException"),
		message(string(bytes.Repeat([]byte("y"), 3000)), ":event-type", "long"))
	flipped := slices.Clone(good)
	flipped[30] ^= 1 // in a header of the first
	lost := slices.Concat(good, good)
	lost[len(good)+3] ^= 1 // the length of the fifth

	chunk := func(payload string) []byte { return message(payload, ":event-type", "chunk") }
	encode := base64.StdEncoding.EncodeToString
	chunks := slices.Concat(
		chunk(`{"bytes":"`+encode([]byte(`{"type":"ping"}`))+`","p":"abc"}`),
		chunk(`{ "p": "abc", "bytes": "`+encode([]byte(`{"x":1}`))+`" }`),
		chunk(`{"bytes":"!"}`),
		chunk(`{"other":"x"}`))

	f := func(stream []byte, want ...string) {
		t.Helper()
		var s sse.EventStream
		for size := 1; size <= len(stream); size += 1 + size/9 {
			s.Reset()
			var got []string
			for part := range slices.Chunk(stream, size) {
				for {
					e, rest, ok := s.Next(part)
					if !ok {
						break
					}
					got = append(got, string(e.Type)+" "+string(e.Data[:min(len(e.Data), 40)]))
					part = rest
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("in reads of %d bytes: %q, want %q", size, got, want)
			}
		}
	}
	long := "long " + string(bytes.Repeat([]byte("y"), 40))
	f(good, `first {"a":1}`, " ", `error {"message":"x"}`, long)
	f(good[:len(good)-1], `first {"a":1}`, " ", `error {"message":"x"}`)
	f(flipped, " a message whose checksum is wrong", " ", `error {"message":"x"}`, long)
	f(chunks, `ping {"type":"ping"}`, ` {"x":1}`, " a chunk whose bytes are not in base64", `chunk {"other":"x"}`)
	f(lost, `first {"a":1}`, " ", `error {"message":"x"}`, long, " a message whose prelude is wrong")
}

// FuzzEventStream wants no bytes to make it panic, and what it cuts to be the same in any
// reads.
func FuzzEventStream(f *testing.F) {
	f.Add(message(`{"a":1}`, ":event-type", "first"), 5)
	f.Add(message(`{"bytes":"eyJ0eXBlIjoicGluZyJ9"}`, ":event-type", "chunk"), 7)
	f.Add([]byte("\x00\x00\x00\x10\x00\x00\x00\x00\x05\xc2\x48\xeb\x7d\x98\xc8\xff"), 3)
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		cut := func(size int) (all []byte) {
			var s sse.EventStream
			for part := range slices.Chunk(stream, max(size, 1)) {
				for {
					e, rest, ok := s.Next(part)
					if !ok {
						break
					}
					all = append(append(append(all, e.Type...), ' '), e.Data...)
					part = rest
				}
			}
			return all
		}
		if whole, parts := cut(len(stream)), cut(size); !bytes.Equal(whole, parts) {
			t.Errorf("%q at once, %q in reads of %d", whole, parts, size)
		}
	})
}
