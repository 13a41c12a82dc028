package stream

import (
	"bytes"

	"mock-openai/fast/quirk"
)

// Messages puts what quirks ask for between the events of an answer over WebSocket, where
// each is a message.
type Messages struct {
	quirks quirk.Set
	of     *Cursor
	next   func(dst []byte) (_ []byte, more bool)
	event  []byte // rendered by next; its memory is used again
	held   bool   // event has not been sent
	before int    // index in messages of what may come before it
	tokens int    // of the event
	begun  bool
}

// NewMessages returns the messages for the events that next appends and of renders.
func NewMessages(quirks quirk.Set, of *Cursor, next func([]byte) ([]byte, bool)) *Messages {
	return &Messages{quirks: quirks, of: of, next: next}
}

// messages are what comes before an event. The first is a comment, which becomes a ping.
var messages = [...]struct {
	kind quirk.Kind
	text string
}{
	{quirk.Comments, ": keep-alive\n\n"},
	{quirk.DataKeepalive, "data: : keepalive\n\n"},
	{quirk.ControlEvents, `{"type":"keepalive"}`},
}

// Next appends the next message. What comes before an event is due with the event before it.
func (m *Messages) Next(dst []byte) (_ []byte, more bool) {
	if !m.held {
		if m.event, m.held = m.next(m.event[:0]); !m.held {
			return dst, false
		}
		m.tokens, m.before = m.of.Tokens, 0
	}
	for m.before < len(messages) {
		one := &messages[m.before]
		m.before++
		if m.quirks.Has(one.kind) {
			m.of.Tokens = 0
			return append(dst, one.text...), true
		}
	}
	m.of.Tokens = m.tokens
	m.held = false
	if !m.begun && m.quirks.Has(quirk.BOM) {
		payload := bytes.TrimSuffix(m.event[max(0, bytes.IndexByte(m.event, '{')):], []byte("\n\n"))
		dst = append(append(append(dst, "data: "+byteOrderMark...), payload...), "\n\n"...)
	} else {
		dst = append(dst, m.event...)
	}
	m.begun = true
	return dst, true
}

// AppendChunks is Next: messages are not chunks.
func (m *Messages) AppendChunks(dst []byte) ([]byte, bool) { return m.Next(dst) }
