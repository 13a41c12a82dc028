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
	event  []byte   // rendered by next; nil if it has been sent
	before []string // what is to be sent before it
	tokens int      // of the event
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
	if m.event == nil {
		if m.event, more = m.next(nil); !more {
			return dst, false
		}
		m.tokens = m.of.Tokens
		for _, one := range messages {
			if m.quirks.Has(one.kind) {
				m.before = append(m.before, one.text)
			}
		}
	}
	if len(m.before) > 0 {
		m.of.Tokens = 0
		dst, m.before = append(dst, m.before[0]...), m.before[1:]
		return dst, true
	}
	m.of.Tokens = m.tokens
	event := m.event
	m.event = nil
	if !m.begun && m.quirks.Has(quirk.BOM) {
		from, to := bytes.IndexByte(event, '{'), bytes.LastIndexByte(event, '}')+1
		dst = append(append(append(dst, "data: "+byteOrderMark...), event[max(0, from):to]...), "\n\n"...)
	} else {
		dst = append(dst, event...)
	}
	m.begun = true
	return dst, true
}

// AppendChunks is Next: messages are not chunks.
func (m *Messages) AppendChunks(dst []byte) ([]byte, bool) { return m.Next(dst) }
