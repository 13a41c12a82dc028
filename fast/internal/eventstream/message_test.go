package eventstream

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// TestEnd compares messages with two that a real service has sent.
func TestEnd(t *testing.T) {
	f := func(event, payload, want string) {
		t.Helper()
		h := NewHeaders(":event-type", event, ":content-type", "application/json", ":message-type", "event")
		got := End(append(append([]byte("before"), h...), payload...), len("before"))[len("before"):]
		if hex.EncodeToString(got[:12]) != want[:24] || hex.EncodeToString(got[len(got)-4:]) != want[24:] {
			t.Errorf("%s: %x", event, got)
		}
		headers, found := Split(got)
		if again := End(append(bytes.Clone(headers), found...), 0); string(found) != payload || !bytes.Equal(again, got) {
			t.Errorf("%s: payload %s, again %x", event, found, again)
		}
	}
	f("messageStop", `{"p":"abcdefgh","stopReason":"end_turn"}`, "0000008900000051c5b86ce8"+"6339af2d")
	f("contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":" Paris is not"},"p":"abcdefgh"}`, "000000ae000000575f3a3ac9"+"8922cf4f")
}

// TestAllocations checks that a message is encoded without allocations.
func TestAllocations(t *testing.T) {
	h := NewHeaders(":event-type", "chunk")
	dst := make([]byte, 0, 256)
	if n := testing.AllocsPerRun(100, func() { dst = End(append(append(dst[:0], h...), "{}"...), 0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestChecksums compares with End, for messages of every length.
func TestChecksums(t *testing.T) {
	h := NewHeaders(":event-type", "chunk", ":content-type", "application/json", ":message-type", "event")
	s := h.Checksums()
	payload := bytes.Repeat([]byte(`{"a":"0123456789"}`), 4000)
	for n := 0; n < len(payload); n += 1 + n/60 {
		m := append(append([]byte("before"), h...), payload[:n]...)
		got, want := s.End(bytes.Clone(m), len("before")), End(bytes.Clone(m), len("before"))
		if !bytes.Equal(got, want) {
			t.Fatalf("a payload of %d bytes: %x at the end, want %x", n, got[len(got)-4:], want[len(want)-4:])
		}
	}
}

func BenchmarkEnd(b *testing.B) {
	h := NewHeaders(":event-type", "contentBlockDelta", ":content-type", "application/json", ":message-type", "event")
	s := h.Checksums()
	m := append(append(make([]byte, 0, 512), h...), bytes.Repeat([]byte("x"), 200)...)
	for name, end := range map[string]func(dst []byte, at int) []byte{"checksums": s.End, "whole": End} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				end(m, 0)
			}
		})
	}
}
