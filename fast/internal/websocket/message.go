package websocket

import (
	"errors"
	"io"
	"sync"
	"unicode/utf8"

	ws "github.com/fasthttp/websocket"

	"mock-openai/fast/internal/memory"
)

const (
	minMessage = 1 << 10 // the least capacity of a message's buffer
	maxPooled  = 64 << 10
)

// message is a message of a client. It is pooled.
type message struct {
	b      []byte
	charge memory.Charge
}

var messages = sync.Pool{New: func() any { return new(message) }}

func (m *message) release() {
	m.charge.Release()
	if m.b = m.b[:0]; cap(m.b) > maxPooled {
		m.b = nil
	}
	messages.Put(m)
}

// set replaces the message by a copy of b, unless it is b.
func (m *message) set(b []byte, budget *memory.Budget) {
	if len(b) > 0 && len(m.b) > 0 && &b[0] == &m.b[0] {
		m.b = m.b[:len(b)]
		return
	}
	m.b = append(m.b[:0], b...)
	m.charge.ForceResize(budget, cap(m.b))
}

// Errors of messages.
var (
	errBinary = errors.New("messages must be text")
	errUTF8   = errors.New("messages must be UTF-8")
)

// next waits for the next message of the client.
func (c *conn) next() (*message, error) {
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != ws.TextMessage {
		return nil, errBinary
	}
	c.net.receiving(true)
	m := messages.Get().(*message)
	err = m.readFrom(r, c.server.config.Memory)
	c.net.receiving(false)
	if err == nil && !utf8.Valid(m.b) {
		err = errUTF8
	}
	if err != nil {
		m.release()
		return nil, err
	}
	return m, nil
}

// readFrom reads the message to its end. The buffer grows with what has come.
func (m *message) readFrom(r io.Reader, budget *memory.Budget) error {
	for {
		if len(m.b) == cap(m.b) {
			size := max(2*cap(m.b), minMessage)
			if !m.charge.Resize(budget, size) {
				return memory.ErrExhausted
			}
			m.b = append(make([]byte, 0, size), m.b...)
		}
		n, err := r.Read(m.b[len(m.b):cap(m.b)])
		if m.b = m.b[:len(m.b)+n]; err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
